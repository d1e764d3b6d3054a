// The head of the desk: whose it is, how fresh it is, where the keys are.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { age, dateLine, longTime } from "../thought/format.js";
import { roomsOf } from "../thought/rooms.js";
import { unsent } from "./icons.js";

/** @typedef {import("../types/desk.js").DeskView} View */

/** @param {View} view */
export function top(view) {
  const { t, me, on, now } = view;
  const waiting = view.letters.filter(({ state }) => state !== "delivered").length;
  return html`<h1>${me.centre}<small>${t("desk")}</small></h1>
    ${badge(view)}
    ${me.demo ? html`<p class="demo">${t("demo")}</p>` : nothing}
    <button class="letters ${waiting ? "chip" : ""}" @click=${on.letters} ?hidden=${!view.letters.length}>
      ${unsent()}${waiting ? t("unsentCount", { n: waiting }) : t("allDelivered")}</button>
    <span class="gap"></span>
    <nav class="keys" aria-label=${t("keys")}>
      ${mayReport(me) ? html`<button class="do" @click=${on.report}>${t("newCase")}<kbd>N</kbd></button>` : nothing}
      ${mayReport(me) ? html`<button class="plain" @click=${on.lookup}>${t("lookup")}<kbd>#</kbd></button>` : nothing}
      <button class="plain" @click=${on.help}>${t("help")}<kbd>?</kbd></button>
      <button class="plain" @click=${on.language} lang=${t("otherLang")}>${t("otherLanguage")}</button>
      <button class="plain" @click=${on.theme}>${t(view.isDay ? "night" : "day")}</button>
    </nav>
    ${rooms(view)}
    <p class="me one"><a href="/me" title=${t("myAccount")}><b>${me.name}</b></a> ${standing(view)}</p>
    <button class="plain" @click=${on.leave}>${t("signOut")}</button>
    <p class="date">${dateLine(now, t)}</p><time>${longTime(now)}</time>`;
}

/** @param {View["me"]} me */
export const mayReport = (me) => me.verbs.includes("report");

/** Further pages, folded: with all of them in a row a laptop's head had no place for the way out. @param {View} view */
function rooms({ t, me }) {
  const pages = roomsOf(me);
  if (!pages.length) return nothing;
  return html`<details class="rooms" @focusout=${foldWhenLeft} @keydown=${foldOnEscape}>
    <summary class="plain">${t("rooms")}</summary>
    <nav aria-label=${t("rooms")}>${pages.map(({ address, word }) => html`<a class="plain" href=${address}>${t(word)}</a>`)}</nav>
  </details>`;
}

/** @param {FocusEvent} event */
function foldWhenLeft({ currentTarget, relatedTarget }) {
  const menu = /** @type {HTMLDetailsElement} */ (currentTarget);
  if (!menu.contains(/** @type {Node | null} */ (relatedTarget))) menu.open = false;
}

/** @param {KeyboardEvent} event */
function foldOnEscape({ key, currentTarget }) {
  if (key === "Escape") /** @type {HTMLDetailsElement} */ (currentTarget).open = false;
}

/** The role, and the agency where it is not the centre whose name stands on the left. @param {View} view */
function standing({ t, me }) {
  const agency = me.agency && me.agency.name !== me.centre ? [me.agency.name] : [];
  return [t(`role_${me.role}`), ...agency].join(" · ");
}

/** @param {View} view */
function badge({ t, live }) {
  const word = live.isStale && live.age
    ? t("staleFor", { n: age(live.age * 1000) }) : t(live.word, { n: age(live.age * 1000) });
  return html`<p class="badge ${live.isLive && !live.isStale ? "ok" : "quiet"}" role="status"
    aria-live="off">${word}</p>`;
}
