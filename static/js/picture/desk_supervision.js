// What is demanded of the units of a case beside its promises: supervision and instructions.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */
/** @typedef {import("../types/file.js").FileSupervision} FileSupervision */

/** @param {CaseFile} file @param {View} view */
export function supervisions({ supervisions: all = [] }, view) {
  if (!all.length) return nothing;
  return html`<h3>${view.t("supervisions")} <b>${all.length}</b></h3>
    ${[...all].reverse().map((one) => supervision(one, view))}`;
}

/** The leader who owns a hard case, and that it is long pending. @param {CaseFile} file @param {View} view */
export function ownership({ owner, long: isLong }, { t, now }) {
  if (!owner && !isLong) return nothing;
  return html`<h3>${t(isLong ? "longPending" : "leaderOwned")}</h3>
    ${owner ? html`<div class="clock asked" data-owner><p><b>${t("leaderOwned")}</b><span>${owner.name}</span><span class="gap"></span>
      <span class="q">${t("percentDone", { n: owner.percent })}</span></p>
      <p>${owner.plan} <span class="q">${dayAndTime(instant(owner.since), now)}</span></p></div>` : nothing}`;
}

/** The grade is a word; colours of a screen stand for levels. @param {FileSupervision} one @param {View} view */
function supervision(one, { t, lists, now }) {
  const isLate = !one.answered && !one.lifted && instant(one.due) < now;
  return html`<div class="clock asked" data-supervision=${one.number}><p><b>${lists.name("grades", one.grade)}</b>
      <span>${one.name} ${one.officer}</span><span class="gap"></span>
      <span class=${isLate ? "chip" : "q"}>${stateOf(one, isLate, t)}</span></p>
    <p>${one.words} <span class="q">${one.by} · ${dayAndTime(instant(one.given), now)} ·
      ${t("replyBy", { time: dayAndTime(instant(one.due) - 60_000, now) })}</span></p>
    ${one.answered ? html`<p>${t("replied")}: ${one.answer}
      <span class="q">${dayAndTime(instant(one.answered), now)}</span></p>` : nothing}
    ${one.lifted ? html`<p class="q">${t("liftedBecause", { why: one.lifted_why })} ·
      ${dayAndTime(instant(one.lifted), now)}</p>` : nothing}</div>`;
}

/** @param {FileSupervision} one @param {boolean} isLate @param {View["t"]} t */
function stateOf(one, isLate, t) {
  if (one.lifted) return t("lifted");
  if (one.answered) return t("replied");
  return t(isLate ? "replyLate" : "replyWaits");
}
