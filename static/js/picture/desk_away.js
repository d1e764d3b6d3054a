// Where else a case has been: bodies outside with what came of it there, and hearings.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */

/** @param {CaseFile} file @param {View} view */
export function away(file, view) {
  return [agreements(file, view), reviews(file, view), outside(file, view), hearings(file, view)];
}

/** @param {CaseFile} file @param {View} view */
function outside({ outside: all = [] }, { t, lists, now }) {
  if (!all.length) return nothing;
  return html`<h3>${t("awayTitle")}</h3><ul class="near away">${all.map((one) => html`<li data-outside=${one.number}>
    <b>${lists.name("bodies", one.body)}</b> ${one.name} ${one.reference}
    <span class=${one.back ? "ok" : "chip"}>${one.outcome ? lists.name("outcomes", one.outcome) : t("stillThere")}</span>
    <small>${one.words} · ${dayAndTime(instant(one.sent), now)}${one.back ? html` · ${one.result} · ${dayAndTime(instant(one.back), now)}` : nothing}</small></li>`)}</ul>`;
}

/** @param {CaseFile} file @param {View} view */
function hearings({ hearings: all = [] }, { t, now }) {
  if (!all.length) return nothing;
  return html`<h3>${t("hearingsTitle")}</h3><ul class="near hearings">${all.map((one) => html`<li data-hearing=${one.number}>
    <b>${dayAndTime(instant(one.held), now)}</b> ${one.spot} ${one.concluded ? nothing : html`<span class="chip">${t("hearingWaits")}</span>`}
    <small>${[one.words, one.who, one.minutes].filter(Boolean).join(" · ")}</small></li>`)}</ul>`;
}

/** @param {CaseFile} file @param {View} view */
function agreements({ agreements: all = [] }, { t, lists }) {
  if (!all.length) return nothing;
  return html`<h3>${t("agreementsTitle")}</h3>${all.map((one) => html`<ul class="near agreement" data-agreement=${one.number}>
    <li><b>${one.agreed}</b> ${lists.name("forms", one.form)} · ${one.mediators}
      ${one.ended ? html`<span class="q">${t(`ended_${one.ended}`)}</span>` : nothing}
      ${one.confirmation ? html`<span class="q">${lists.name("confirmations", one.confirmation)}</span>` : nothing}
      <small>${[one.words, one.confirm_words, one.ended_words].filter(Boolean).join(" · ")}</small></li>
    ${one.duties.map((duty) => html`<li data-duty=${duty.number}>${duty.words}
      <span class=${duty.performed ? "ok" : "chip"}>${duty.performed ? t("dutyDone", { date: duty.performed }) : t("dutyWaits")}</span>
      <small>${t("dutyDue", { date: duty.due })}${duty.remark ? ` · ${duty.remark}` : ""}</small></li>`)}</ul>`)}`;
}

/** @param {CaseFile} file @param {View} view */
function reviews({ reviews: all = [] }, { t, lists, now }) {
  if (!all.length) return nothing;
  return html`<h3>${t("reviewsTitle")}</h3><ul class="near reviews">${all.map((one) => html`<li data-review=${`${one.round}.${one.stage}`}>
    <b>${t(`stage_${one.stage}`)}</b> ${one.organ} ${one.asked}
    <span class=${one.outcome ? "ok" : "chip"}>${one.outcome ? lists.name("verdicts", one.outcome) : t("reviewWaits")}</span>
    <small>${[one.words, one.opinion, one.concluded ? dayAndTime(instant(one.concluded), now) : ""].filter(Boolean).join(" · ")}</small></li>`)}</ul>`;
}
