// What the citizen of a case must be told: what waits, and how and when the rest was told.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */

/** @param {CaseFile} file @param {View} view */
export function notices({ notices: all = [], next }, { t, lists, now, on }) {
  if (!all.length) return nothing;
  const waiting = all.filter(({ told }) => !told);
  const may = next.some(({ deed, allowed }) => deed === "tell" && allowed);
  return html`<h3>${t("notices")} ${waiting.length ? html`<b>${t("untoldCount", { n: waiting.length })}</b>` : nothing}</h3>
    <ul class="near notices">${all.map((one) => html`<li data-notice=${one.number}>
      <span class=${one.told ? "ok" : "chip"}>${one.told ? t("toldNow") : t("notTold")}</span>
      ${lists.name("matters", one.matter)}
      <small>${one.told ? [lists.name("ways", one.way ?? ""), dayAndTime(instant(one.told), now), one.words].filter(Boolean).join(" · ")
        : t("owedSince", { time: dayAndTime(instant(one.owed), now) })}</small></li>`)}</ul>
    ${may ? html`<p class="asks"><button class="plain" data-tell @click=${() => on.deed("tell")}>${lists.name("deeds", "tell")}</button></p>` : nothing}`;
}
