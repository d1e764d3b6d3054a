// The foot of the wall: the last day by hour and level, what is not on the map, how fresh it is.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayKey, grouped, hourOfDay, instant, longTime } from "../thought/format.js";
import { byPosition, timeline } from "../thought/select.js";

/** @typedef {import("./wall.js").View} View */

/** @param {View} view */
export function foot(view) {
  return html`<div class="lastday"><span class="caption">${view.t("lastDay")}</span>
      ${controls(view)}</div>
    ${bars(view)}${facts(view)}`;
}

/** @param {View} view */
function bars(view) {
  const hours = timeline(view.hours, view.now);
  const most = Math.max(4, ...hours.map(({ total }) => total));
  const label = view.t("lastDayCount", { n: sum(hours) });
  return html`<div class="hours" role="img" aria-label=${label}>${hours.map((hour, index) => html`
    <div class="hour${isNewDay(hours, index) ? " newday" : ""}">
      ${hour.total ? html`<span>${hour.total}</span>` : nothing}
      ${[0, 1, 2, 3].map((level) => hour.levels[level] ? html`<i class="l${level + 1}"
        .style=${`--part: ${(100 * hour.levels[level]) / most}`}></i>` : nothing)}
      <em>${hourOfDay(hour.at)}</em></div>`)}</div>`;
}

/** @param {{ at: number }[]} hours @param {number} index */
const isNewDay = (hours, index) => index > 0 && dayKey(hours[index].at) !== dayKey(hours[index - 1].at);

/** @param {{ total: number }[]} hours */
const sum = (hours) => hours.reduce((whole, { total }) => whole + total, 0);

/** @param {View} view */
function facts({ t, ...view }) {
  const { unplaced } = byPosition(view.cards);
  const last = sum(timeline(view.hours, view.now));
  return html`<div class="facts"><p class="unplaced">${unplaced.length
      ? html`<b>${t("unplaced", { n: unplaced.length })}</b>` : t("nothingUnplaced")} ·
      ${t("lastDayCount", { n: last })}</p>
    <ul class="unplaced-list" data-fits>${unplaced.map((card) => html`<li>${card.title}</li>`)}</ul>
    <p>${view.link.asOf ? t("asOf", { time: longTime(instant(view.link.asOf)) }) : t("noData")} ·
      ${t("number", { n: grouped(view.link.seq) })}</p></div>`;
}

/** Three small switches: sound, light, language. @param {View} view */
function controls({ t, controls: { sound, theme, language, on } }) {
  return html`<div class="switches">
    <button class=${sound === "blocked" ? "chip" : ""} @click=${on.sound}>${
      t({ on: "soundOn", muted: "mute", blocked: "soundBlocked" }[sound])}</button>
    <button @click=${on.theme}>${t(theme === "day" ? "night" : "day")}</button>
    <button @click=${on.language}>${language === "zh" ? "EN" : "中文"}</button></div>`;
}
