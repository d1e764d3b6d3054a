// 新发与升级: why it rose, where, who has it and for how long, how much time is left.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { repeat } from "../../vendor/lit-html-3.3.3/directives/repeat.js";
import { dayAndTime, duration, instant } from "../thought/format.js";
import { isAnswered, isCalling, isLate, partsOf, risen, risenAt, timeUsed, whyOf }
  from "../thought/select.js";
import { glyph } from "./glyph.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../types/card.js").Part} Part */
/** @typedef {import("./wall.js").View} View */

const MOST_CARDS = 12;

/** @param {View} view */
export function feed(view) {
  const cards = risen(view.cards, view.now);
  const calling = cards.filter(isCalling).length;
  return html`<h2>${view.t("risen")} <b>${cards.length}</b>
      ${calling ? html`<span class="chip">${view.t("unanswered", { n: calling })}</span>` : nothing}
    </h2>
    <div class="cards" data-fits>${cards.length
      ? repeat(cards.slice(0, MOST_CARDS), ({ case: id }) => id, (card) => article(card, view))
      : html`<p class="empty">${view.t(view.isFilled ? "noneRisen" : "noData")}</p>`}</div>
    <p class="more faint" data-total=${cards.length}></p>`;
}

/** @param {Card} card @param {View} view */
function article(card, view) {
  const { t, now } = view;
  const isUp = card.escalated !== null;
  return html`<article class="card l${card.level}${isCalling(card) ? " calling" : ""}"
      data-case=${card.case}>
    <header><span class="level">${glyph(card.level)}${t(`level${card.level}`)}</span>
      <em>${t(isUp ? "escalated" : "isNew")}</em><em>${t(card.kind)}</em>
      <time>${dayAndTime(risenAt(card), now)}</time></header>
    <h3>${card.title}</h3>
    <p class="place">${view.placeName(card)}${people(card, t)}</p>
    ${card.why ? html`<p class="why"><span>${t(isUp ? "whyEscalated" : "whyNew")}</span>${
      whyOf(card, t)}</p>` : nothing}
    <ul class="parts">${holders(card, view)}</ul>
    ${clockBar(card, view)}</article>`;
}

/** @param {Card} card @param {View["t"]} t */
export function people({ kind, headcount: n }, t) {
  if (n < 2) return nothing;
  return html`<span class="people">${t(kind === "incident" ? "headcount" : "involved", { n })}</span>`;
}

/** Who has it, signed or not, and for how long. @param {Card} card @param {View} view */
export function holders(card, { t, now }) {
  const parts = partsOf(card);
  if (parts.length === 0) {
    const waited = duration(now - instant(card.opened), t);
    return html`<li><span class="chip">${t("unassigned")}</span><i>${waited}</i></li>`;
  }
  return parts.map((part) => html`<li><b>${part.name}</b>${part.signed === null
    ? html`<span class="chip">${t("unsigned")}</span><i>${since(part.since, now, t)}</i>`
    : html`<span class="ok">${t("signed")}</span><i>${since(part.signed, now, t)}</i>`}</li>`);
}

/** @param {string} iso @param {number} now @param {View["t"]} t */
const since = (iso, now, t) => duration(now - instant(iso), t);

/** The time to the deadline, as a bar and in words. @param {Card} card @param {View} view */
export function clockBar(card, view) {
  const used = timeUsed(card, view.now);
  return html`<footer>${used === null ? nothing
    : html`<div class="bar"><s .style=${`--used: ${Math.round(used * 100)}`}></s></div>`}
    ${dueWords(card, view)}${isAnswered(card) && card.acknowledged
      ? html`<span class="ok">${view.t("acknowledged")}</span>` : nothing}</footer>`;
}

/** @param {Card} card @param {View} view */
export function dueWords(card, { t, now }) {
  if (card.due === null) return html`<span>${t("noDue")}</span>`;
  const name = t(card.due_name ?? "resolve_by");
  if (card.paused && !card.overdue) return html`<span>${name} · ${t("pausedNow")}</span>`;
  const left = instant(card.due) - now;
  if (isLate(card, now)) {
    return html`<span class="chip">${t("late", { name, time: duration(-left, t) })}</span>`;
  }
  return html`<span>${t("left", { name, time: duration(left, t) })}</span>`;
}
