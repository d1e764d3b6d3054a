// What lies over the desk: the form of a deed, with what somebody else has changed meanwhile.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { keyed } from "../../vendor/lit-html-3.3.3/directives/keyed.js";
import { differences, shownFields } from "../thought/deeds.js";
import { factWord } from "../thought/entries.js";
import { dayAndTime, instant } from "../thought/format.js";
import { dueDate, isOurs } from "../thought/booking.js";
import { area, chips, choice, day, finder, level, line, moment, number, photos, several } from "./form.js";
import { helpSheet, lettersSheet, leaveSheet, endedSheet, receiptSheet } from "./desk_plain.js";
import { lookupSheet, revealSheet } from "./desk_identity.js";
import { paperSheet, readSheet } from "./desk_documents.js";
import { knownSheet } from "./desk_known.js";
import { newSheet } from "./desk_new.js";
import { appointmentSheet, bookingSheet } from "./desk_reception.js";
import { waitingRequest } from "./desk_clocks.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/desk.js").DeedSheet} DeedSheet */
/** @typedef {import("../thought/deeds.js").Field} Field */

/** Each sheet is an element of its own, so that it takes the focus. @param {View} view */
export function sheet(view) {
  const held = view.sheet;
  return keyed(held?.kind === "deed" ? held.deed : isKnown(held) ? "known" : held?.kind, drawn(view));
}

/** A new case that may be a known one. @param {View["sheet"]} held */
const isKnown = (held) => held?.kind === "new" && Boolean(held.found);

/** @param {View} view */
function drawn(view) {
  const held = view.sheet;
  switch (held?.kind) {
    case "deed": return deedSheet(held, view);
    case "new": return held.found ? knownSheet(held, view) : newSheet(held, view);
    case "booking": return bookingSheet(held, view);
    case "appointment": return appointmentSheet(held, view);
    case "lookup": return lookupSheet(held, view);
    case "reveal": return revealSheet(held, view);
    case "paper": return paperSheet(held, view);
    case "read": return readSheet(held, view);
    case "receipt": return receiptSheet(held, view);
    case "help": return helpSheet(view);
    case "outbox": return lettersSheet(view);
    case "leave": return leaveSheet(view);
    case "ended": return endedSheet(view);
    default: return nothing;
  }
}

/**
 * The frame of every sheet: title, content, and what can be done with it.
 * @param {View} view @param {string} title @param {unknown} content @param {unknown} buttons
 * @param {string} [kind]
 */
export function frame({ t, on }, title, content, buttons, kind = "") {
  return html`<dialog class="sheet ${kind}" aria-labelledby="sheet-title"
      @cancel=${(/** @type {Event} */ event) => { event.preventDefault(); on.close(); }}>
    <form method="dialog" novalidate @submit=${(/** @type {Event} */ event) => { event.preventDefault(); on.submit(event); }}>
      <header><h2 id="sheet-title">${title}</h2><button type="button" class="plain x"
        aria-label=${t("close")} @click=${on.close}>×</button></header>
      <div class="body">${content}</div>
      <footer>${buttons}</footer>
    </form></dialog>`;
}

/** @param {DeedSheet} held @param {View} view */
function deedSheet(held, view) {
  const { t, lists, on } = view;
  const name = lists.name("deeds", held.deed);
  const fields = shownFields(held.deed, held.values, held.card);
  const content = html`<p class="about"><b>${held.card.title}</b><span>${held.card.receipt}</span></p>
    ${held.isRestored ? html`<p class="restored" role="status">${t("restored")}
      <button type="button" class="plain" @click=${on.discard}>${t("discard")}</button></p>` : nothing}
    ${held.stale ? stale(held, held.stale, view) : nothing}
    ${held.deed === "decide-time" ? waitingRequest(view) : nothing}
    <div class="grid">${fields.length ? fields.map((one, index) => input(one, index === 0, held, view))
      : html`<p class="ask wide">${t(`confirm_${held.deed}`)}</p>`}</div>
    <p class="bad" role="alert" ?hidden=${!held.said}>${held.said}</p>`;
  return frame(view, name, content, html`<span class="q">${t(fields.length ? "keptHere" : "noUndo")}</span><span class="gap"></span>
    <button type="button" class="btn2" @click=${on.close}>${t("cancel")}<kbd>Esc</kbd></button>
    <button type="submit" class="btn2 go" ?autofocus=${!fields.length} ?disabled=${held.isBusy}>
      ${held.isBusy ? t("sending") : held.stale ? t("goOn", { deed: name }) : name}<kbd>Ctrl ↵</kbd></button>`);
}

/** @param {DeedSheet} held @param {import("../types/card.js").Card} now @param {View} view */
function stale(held, now, view) {
  const { t, lists, places } = view;
  const names = { t, lists, places, agencyName: (/** @type {string} */ id) => id };
  const word = (/** @type {string} */ name, /** @type {any} */ value) => (["due", "changed", "acknowledged"].includes(name) && value
    ? dayAndTime(instant(value), view.now) : factWord(name, value, names));
  return html`<div class="stale" role="alert"><p><b>${t("staleTitle")}</b> ${t("staleWhy", { n: now.version })}</p>
    <table><tbody>${differences(held.card, now).map(({ name, before, after }) => html`<tr><th scope="row">${t(`fact_${name}`)}</th>
      <td>${word(name, before)}</td><td>→</td><td><b>${word(name, after)}</b></td></tr>`)}</tbody></table></div>`;
}

/** @param {Field} one @param {boolean} first @param {DeedSheet} held @param {View} view */
function input(one, first, held, view) {
  const { t, lists, form } = view;
  const { values } = held;
  const label = {
    name: one.name, first, label: t(one.label ?? `fact_${one.name}`), wide: one.kind === "line" && (one.most ?? 0) > 60,
    problem: held.problems[one.name] ?? "",
  };
  switch (one.kind) {
    case "area": return area(label, values[one.name], form, one.most ?? 2000);
    case "number": return number(label, values[one.name], form);
    case "level": return level(label, values.level, form, t, (code) =>
      (one.above ? code >= held.card.level : code < held.card.level));
    case "choice": return choice(label, lists.taxonomy[one.list ?? "difficulties"].map(({ code }) => ({
      code, name: lists.name(one.list ?? "difficulties", code) })), values[one.name], form);
    case "clock": return choice(label, (view.file?.deadlines ?? []).filter((clock) => !clock.met && ["resolve_by", "answer_by"].includes(clock.name))
      .map(({ name }) => ({ code: name, name: lists.name("deadlines", name) })), values[one.name] || "resolve_by", form);
    case "task": return choice(label, (view.file?.tasks ?? []).filter((task) => isOurs(task, view.me)).map((task) => ({
      code: task.task, name: html`${task.words}<small>${task.officer} · ${t("taskDue", { date: dueDate(task) })}</small>` })), values.task, form);
    case "supervision": return choice(label, supervisionsFor(held.deed, view).map((one) => ({
      code: one.number, name: html`${lists.name("grades", one.grade)} · ${one.words}<small>${one.name} ${one.officer}</small>` })), values.number, form);
    case "notice": return choice(label, (view.file?.notices ?? []).filter(({ told }) => !told).map((one) => ({
      code: one.number, name: html`${lists.name("matters", one.matter)}<small>${dayAndTime(instant(one.owed), view.now)}</small>` })), values.number, form);
    case "duty": return choice(label, (view.file?.agreements ?? []).flatMap(({ ended, duties }) => (ended ? [] : duties))
      .filter(({ performed }) => !performed).map((one) => ({ code: one.number, name: html`${one.words}<small>${one.due}</small>` })), values.number, form);
    case "rise": return choice(label, (view.file?.findings ?? []).filter((one) => one.level && !one.refused).map((one) => ({
      code: one.finding, name: html`${t(`level${one.level}`)} · ${one.words}<small>${one.rule} ${one.name}</small>` })), values.finding, form);
    case "marks": return several(label, lists.taxonomy.marks.map(({ code }) => ({ code, name: lists.name("marks", code) })), values.marks ?? [], form);
    case "photos": return photos(held.photos, form, t, held.problems.photos);
    case "agencies": return html`<div class="wide">${finder({ ...label, note: t("supportsNote") }, held.combos.supports, form, t("noAgency"))}
      ${chips(label, agencyChips(values.supports, view), form, t("drop"))}</div>`;
    case "moment": return moment(label, values[one.name], form);
    case "day": return day(label, values[one.name], form);
    case "agency": return finder({ ...label, wide: true, note: one.label ? "" : t("leadNote") }, held.combos.lead, form, t("noAgency"));
    case "place": return finder(label, held.combos.place, form, t("noPlace"));
    case "type": return finder(label, held.combos.type, form, t("noType"));
    default: return line(label, values[one.name], form, { most: one.most ?? 200 });
  }
}

/** What this person may answer, or lift. @param {string} deed @param {View} view */
const supervisionsFor = (deed, { file, me }) => (file?.supervisions ?? []).filter((one) => (deed === "lift"
  ? one.mine : !one.answered && !one.lifted && one.agency === me.agency?.id));

/** @param {string[]} ids @param {View} view */
const agencyChips = (ids, { agencies }) => ids.map((code) => ({ code, name: agencies.get(code)?.short_name ?? code }));
