// The assessment page, drawn from its view: counts of a year, entries, interviews, the veto list.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { marked, nameOf } from "../thought/assessment.js";
import { dayAndTime, instant } from "../thought/format.js";
import { bar, field, rooms, said } from "./account.js";
import { reasonForm, recordForm, signForm } from "./assessment_forms.js";

/** @typedef {import("./account.js").Frame & { me: any, now: number, year: number, strikes: any,
 *   interviews: any, vetoes: any, open: string, problems: Record<string, string>, isBusy: boolean,
 *   language: string, on: import("./account.js").Frame["on"] & Record<string, any> }} View */

/** @param {View} view @param {HTMLElement} root */
export function drawAssessment(view, root) {
  const { t, me, strikes } = view;
  render(html`${bar(view, t("heading"), rooms(view, me, "/assessment"))}
    <main>${said(view)}${strikes ? html`${years(view)}${counts(view)}${entries(view)}${talks(view)}${vetoes(view)}
      ${me.verbs.includes("assess") ? exporting(view) : nothing}`
    : html`<p class="empty" role="status">${t("loading")}</p>`}</main>`, root);
}

/** @param {View} view */
const years = ({ t, year, problems, on, isBusy }) => html`<form class="form" id="year" method="post" novalidate @submit=${on.year}>
  ${field({ name: "year", label: t("year"), max: 4, value: String(year), problem: problems.year ?? "" })}
  <p class="acts"><button class="go" type="submit" ?disabled=${isBusy}>${t("show")}</button></p></form>`;

/** @param {View} view */
function counts(view) {
  const { t, strikes } = view;
  const lines = [...strikes.units.map((/** @type {any} */ one) => ({ ...one, isUnit: true })), ...strikes.officers];
  return html`<section class="panel card" id="counts"><h2>${t("counts")} ${view.year}</h2>${lines.length ? html`<div class="rows"
      tabindex="0" role="region" aria-label=${t("counts")}><table><thead><tr>
      ${["who", "counted", "waiting", "follows"].map((name) => html`<th scope="col">${t(name)}</th>`)}</tr></thead>
    <tbody>${lines.map((one) => html`<tr data-key=${one.key}><td>${t(one.isUnit ? "unit" : "officer")} ${one.name}</td><td>${one.counted}</td>
      <td>${one.waiting}</td><td>${mark(marked(one.counted, Boolean(one.isUnit)), view)}</td></tr>`)}</tbody></table></div>`
    : html`<p class="empty">${t("noCounts")}</p>`}<p class="note">${t("rule")}</p></section>`;
}

/** @param {string} word @param {View} view */
const mark = (word, { t }) => (word ? html`<b class="mark">${t(word)}</b>` : nothing);

/** @param {View} view */
function entries(view) {
  const { t, strikes } = view;
  return html`<section class="panel card" id="strikes"><h2>${t("entries")}</h2>${strikes.items.length
    ? html`<ul class="entries">${strikes.items.map((/** @type {any} */ one) => entry(one, view))}</ul>`
    : html`<p class="empty">${t("noEntries")}</p>`}</section>`;
}

/** @param {any} one @param {View} view */
function entry(one, view) {
  const { t, strikes, language } = view;
  const state = nameOf(strikes.states, one.state, language);
  return html`<li data-strike=${one.strike}><p><b>${one.name}</b> ${one.officer ?? ""} <span class="mark">${state}</span></p>
    <p class="small"><a href=${`/desk?case=${one.case}`}>${one.receipt}</a> · ${t("visited", { time: time(one.visited, view) })}
      · ${one.counted ? t("countedAt", { time: time(one.counted, view) }) : t("until", { time: time(one.appeal_until, view) })}</p>
    ${one.appeal ? html`<p>${t("appealed")}: ${one.appeal.words} <span class="small">${one.appeal.by} · ${time(one.appeal.at, view)}
      ${one.appeal.decided ? html`· ${t(one.appeal.upheld ? "upheld" : "dismissed")}: ${one.appeal.answer}` : nothing}</span></p>` : nothing}
    ${one.voiding ? html`<p>${t("proposed")}: ${one.voiding.why} <span class="small">${one.voiding.by} · ${time(one.voiding.at, view)}
      · ${one.voiding.decided ? html`${t(one.voiding.approved ? "approved" : "refused")}: ${one.voiding.answer}` : t("waits")}</span></p>` : nothing}
    ${deeds(`strike/${one.strike}`, one.next, strikes.deeds, view, reasonForm)}</li>`;
}

/** @param {View} view */
function talks(view) {
  const { t, interviews } = view;
  return html`<section class="panel card" id="interviews"><h2>${t("interviews")}</h2>${interviews.items.length
    ? html`<ul class="entries">${interviews.items.map((/** @type {any} */ one) => talk(one, view))}</ul>`
    : html`<p class="empty">${t("noInterviews")}</p>`}</section>`;
}

/** @param {any} one @param {View} view */
function talk(one, view) {
  const { t, interviews, language } = view;
  const who = [one.name, one.about_officer ? one.officer ?? t("officer") : ""].filter(Boolean).join("、");
  return html`<li data-interview=${one.interview}><p><b>${t("about")}: ${who}</b> <span class="mark">${nameOf(interviews.states, one.state, language)}</span></p>
    <p class="small">${t("owedAt", { time: time(one.owed, view) })}</p>
    ${one.talker ? html`<p>${t("talker")}: ${one.talker} · ${t("heldOn")}: ${one.held_on} · ${t("rectifyBy")}: ${one.rectify_by}</p>
      <p class="minutes">${one.minutes}</p><p class="small">${t("recordedBy", { name: one.recorded_by })} · ${t("digest")} <code>${one.digest.slice(0, 16)}</code>
        ${one.unit_signed ? html`· ${t("unitSigned", { time: time(one.unit_signed, view) })}` : nothing}
        ${one.officer_signed ? html`· ${t("officerSigned", { time: time(one.officer_signed, view) })}` : nothing}</p>` : nothing}
    ${deeds(`interview/${one.interview}`, one.next, interviews.deeds, view,
      (asked, act) => (view.open.endsWith("/record") ? recordForm(asked, act) : signForm(asked, act)))}</li>`;
}

/**
 * The reader's deeds as buttons, and the form of the one that is open.
 * @param {string} id @param {string[]} next @param {any[]} names @param {View} view
 * @param {(view: View, act: string) => unknown} form
 */
function deeds(id, next, names, view, form) {
  const deed = next.find((one) => view.open === `${id}/${one}`);
  if (deed) return form(view, nameOf(names, deed, view.language));
  return next.length ? html`<p class="acts">${next.map((one) => html`<button type="button" class="plain" data-deed=${one}
    @click=${() => view.on.open(`${id}/${one}`)}>${nameOf(names, one, view.language)}</button>`)}</p>` : nothing;
}

/** @param {View} view */
function vetoes({ t, vetoes: list }) {
  return html`<section class="panel card" id="vetoes"><h2>${t("vetoes")}</h2>${list.items.length
    ? html`<ul class="entries">${list.items.map((/** @type {any} */ one) => html`<li><p><b>${one.name}</b> ${one.counted}</p>
      <p class="small">${t("vetoWhy", { receipts: one.receipts.join("、") })}</p></li>`)}</ul>`
    : html`<p class="empty">${t("noVetoes")}</p>`}</section>`;
}

/** @param {View} view */
const exporting = ({ t, year, problems, on, isBusy }) => html`<section class="panel card"><h2>${t("export")}</h2>
  <form class="form" id="export" method="post" novalidate @submit=${on.export}>
    ${field({ name: "from", label: t("from"), type: "date", value: `${year}-01-01`, problem: problems.from ?? "" })}
    ${field({ name: "to", label: t("to"), type: "date", value: `${year}-12-31`, problem: problems.to ?? "" })}
    <p class="acts"><button class="go" type="submit" ?disabled=${isBusy}>${t("download")}</button></p></form></section>`;

/** @param {string} iso @param {View} view */
const time = (iso, { now }) => dayAndTime(instant(iso), now);
