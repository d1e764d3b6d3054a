// The right of the wall: today's figures, open cases by place, who has not signed, what is due.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { duration } from "../thought/format.js";
import { dueSoon, placeTotals, tallies, unsigned } from "../thought/select.js";
import { glyph } from "./glyph.js";
import { dueWords } from "./wall_feed.js";
import { receptions } from "./wall_receptions.js";

/** @typedef {import("./wall.js").View} View */

const MOST_PLACES = 8;
const MOST_ROWS = 8;

/** @param {View} view */
export const side = (view) => html`${today(view)}${receptions(view)}${waiting(view)}${due(view)}${byPlace(view)}`;

/** @param {View} view */
function today(view) {
  const { t } = view;
  const sums = tallies(view.cards, view.days, view.now);
  const content = sums.content === null ? html`–` : html`${sums.content}<small>%</small>`;
  const figure = (/** @type {unknown} */ value, /** @type {string} */ word, extra = "") =>
    html`<div><b>${view.isFilled ? value : "–"}</b><span>${word}${extra}</span></div>`;
  const late = sums.overdue ? html`<span class="chip">${sums.overdue}</span>` : 0;
  return html`<section class="panel box today"><h2>${t("today")}</h2><div class="figures">
    ${figure(sums.opened, t("opened"))}${figure(sums.resolved, t("done"))}
    ${figure(late, t("overdueNow"))}${figure(sums.open, t("open"))}
    ${figure(content, t("content"), sums.closed ? ` n=${sums.closed}` : "")}
    ${figure(view.cards.filter(({ state }) => state === "resolved").length, t("resolved"))}</div></section>`;
}

/** @param {View} view */
function waiting(view) {
  const { t } = view;
  const rows = unsigned(view.cards, view.now);
  return listBox("waiting", t("unsignedList"), rows.length, t("noneUnsigned"), rows
    .slice(0, MOST_ROWS).map(({ card, part, wait }) => html`<li class="row">
      ${glyph(card.level)}<b>${part.name}</b><span class="chip">${duration(wait, t)}</span>
      <span class="what">${card.title}</span></li>`), view);
}

/** @param {View} view */
function due(view) {
  const { t } = view;
  const rows = dueSoon(view.cards, view.now);
  return listBox("due", t("dueList"), rows.length, t("noneDue"), rows
    .slice(0, MOST_ROWS).map(({ card }) => html`<li class="row">
      ${glyph(card.level)}<b>${card.lead?.name ?? t("unassigned")}</b>${dueWords(card, view)}
      <span class="what">${card.title}</span></li>`), view);
}

/** @param {View} view */
function byPlace(view) {
  const totals = placeTotals(view.cards, view.scopePlace);
  const most = Math.max(1, ...totals.map(({ open }) => open));
  return listBox("places", view.t("byTownship"), totals.length, view.t("noneOpen"), totals
    .slice(0, MOST_PLACES).map(({ place, open, levels }) => html`<li class="tally">
      <span>${view.shortName(place)}</span><div class="track">${levels.map((count, index) =>
        count ? html`<i class="l${index + 1}" .style=${`--part: ${(100 * count) / most}`}></i>`
          : nothing)}</div><b>${open}</b></li>`), view);
}

/**
 * @param {string} name @param {string} title @param {number} count @param {string} none
 * @param {unknown[]} rows @param {View} view
 */
function listBox(name, title, count, none, rows, view) {
  return html`<section class="panel box ${name}"><h2>${title}
      ${count ? html`<b>${count}</b>` : nothing}</h2>
    ${rows.length ? html`<ul data-fits>${rows}</ul>`
      : html`<p class="empty">${view.isFilled ? none : view.t("noData")}</p>`}</section>`;
}
