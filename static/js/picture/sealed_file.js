// One sealed matter, drawn from the view: what was said of whom, what was done, what can be done.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { FORMS } from "../thought/lane.js";
import { area, ask, choice, when } from "./account.js";
import { accusedLine } from "./sealed.js";

/** @typedef {import("./sealed.js").View} View */

const FIELDS = ["name", "phone"];
const PURPOSES = ["contact", "verify", "follow_up", "deliver", "emergency"];

/** @param {View} view */
export function matterFile(view) {
  const { t, file, lane, now, on, language, taxonomy } = view;
  const { item } = file;
  const came = taxonomy.channels.find((/** @type {any} */ one) => one.code === file.channel);
  const facts = [["receipt", item.receipt], ["accused", accusedLine(item.accused)], ["opened", when(item.opened, now)],
    ["due", item.due ? when(item.due, now) : t("noDue")],
    ...(item.raised ? [["raised", `${when(item.raised, now)} · ${item.raised_to ?? t("nobodyAbove")}`]] : []), ["channel", came ? came[language] : file.channel]];
  return html`<section class="panel card file" aria-labelledby="matter-title" data-version=${item.version}>
    <p class="back"><button type="button" class="quiet" id="back" @click=${on.back}>${t("back")}</button></p>
    <h2 id="matter-title" tabindex="-1">${accusedLine(item.accused)} <small class="tag" id="state">${lane.states[item.state][language]}</small></h2>
    <dl>${facts.map(([name, value]) => html`<div><dt>${t(name)}</dt><dd data-fact=${name}>${value}</dd></div>`)}
      ${FIELDS.map((name) => person(name, view))}</dl>
    <h3>${t("words")}</h3><p class="told" id="told">${file.words}</p>
    ${deeds(view)}${transfers(view)}
    <h3>${t("timeline")}</h3>${file.entries.length ? nothing : html`<p class="empty">${t("timelineNone")}</p>`}
    <ol class="lines" id="entries" ?hidden=${!file.entries.length}>${file.entries.map((/** @type {any} */ one) => html`<li><div>
      <b>${lane.deeds[one.deed][language]}</b><span>${when(one.at, now)} · ${one.by || t("clock")}</span>
      ${one.words ? html`<p class="told">${one.words}</p>` : nothing}</div></li>`)}</ol></section>`;
}

/** A masked field, opened for a purpose. @param {string} name @param {View} view */
function person(name, view) {
  const { t, file, shown, open, on, isBusy } = view;
  const form = `reveal-${name}`;
  return html`<div><dt>${t("complainant")} · ${t(`field_${name}`)}</dt>
    <dd data-field=${name}>${shown[name] ?? (file[name] || t("anonymous"))}
      ${!file[name] || shown[name] || open === form ? nothing : html`<button type="button" class="plain" data-act=${form}
        @click=${() => on.open(form)}>${t("reveal")}</button>`}</dd>
    ${open === form ? ask(t, html`<p class="note">${t("revealWhy")}</p>${choice({ name: "purpose", label: t("purpose"),
      items: PURPOSES.map((code) => [code, t(`purpose_${code}`)]) })}`, t("reveal"), (event) => on.reveal(event, name), on.close, isBusy) : nothing}</div>`;
}

/** @param {View} view */
function deeds(view) {
  const { t, file, lane, open, on, language } = view;
  const can = file.deeds.filter((/** @type {string} */ deed) => deed in FORMS);
  return html`<h3>${t("deeds")}</h3>
    ${can.length ? html`<p class="acts" id="deeds">${can.map((/** @type {string} */ deed) => html`<button type="button" class="plain"
      data-deed=${deed} aria-expanded=${open === deed ? "true" : "false"} @click=${() => on.open(deed)}>${lane.deeds[deed][language]}</button>`)}</p>`
    : html`<p class="empty">${t("deedsNone")}</p>`}
    ${can.includes(open) ? ask(t, html`<p class="note">${t(`${open}Why`)}</p><div class="form">${FORMS[open].map((name) => input(name, view))}</div>`,
      lane.deeds[open][language], (event) => on.deed(event, open), on.close, view.isBusy) : nothing}`;
}

/** @param {string} name @param {View} view */
function input(name, view) {
  const { t, problems, taxonomy, language } = view;
  const label = t(`f_${name}`);
  if (name === "words") return area({ name, label, max: 5000, problem: problems.words });
  if (name === "satisfaction") {
    const items = taxonomy.satisfactions.map((/** @type {any} */ one) => /** @type {[string, string]} */ ([one.code, one[language]]));
    return choice({ name, label, items: [["", t("pickOption")], ...items], problem: problems[name] });
  }
  return name === "official" ? official(view, name, label) : agency(view, name, label);
}

/** @param {View} view @param {string} name @param {string} label */
export function agency({ t, agencies, problems, on }, name, label) {
  const items = agencies.map((one) => /** @type {[string, string]} */ ([one.id, one.name]));
  return choice({ name, label, items: [["", t("pickAgency")], ...items], problem: problems[name], changed: on.agency });
}

/** People of the agency that was chosen last. @param {View} view @param {string} name @param {string} label */
export function official({ t, officers, problems }, name, label) {
  const items = officers.map((one) => /** @type {[string, string]} */ ([String(one.account), one.name]));
  return choice({ name, label, items: [["", t("nobodyIn")], ...items], problem: problems[name] });
}

/** @param {View} view */
function transfers(view) {
  const { t, file } = view;
  return html`<h3>${t("transfers")}</h3>
    ${file.transfers.length ? html`<ul class="lines" id="transfers">${file.transfers.map((/** @type {any} */ one) => transfer(one, view))}</ul>`
    : html`<p class="empty">${t("transfersNone")}</p>`}`;
}

/** @param {any} one @param {View} view */
function transfer(one, { t, now, on, isBusy }) {
  const state = one.approved ? t("approvedAt", { date: when(one.approved, now) }) : t(one.mine ? "mineWaits" : "waitsSecond");
  const answered = one.reply ? t("repliedAt", { date: when(one.replied, now), words: one.reply }) : one.approved ? t("notReplied") : "";
  return html`<li data-transfer=${one.transfer}><div><b>${t("to", { name: one.to_name })}</b><span>${state}</span>
      <p class="told">${one.abstract}</p>${answered ? html`<p class="told">${answered}</p>` : nothing}</div>
    ${one.approved || one.mine ? nothing : html`<button type="button" class="go" data-act="approve" ?disabled=${isBusy}
      @click=${() => on.approve(one)}>${t("approve")}</button>`}</li>`;
}
