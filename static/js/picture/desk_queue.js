// The left side of the desk: six queues, a search, filters, and the cases that wait.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { repeat } from "../../vendor/lit-html-3.3.3/directives/repeat.js";
import { duration, instant } from "../thought/format.js";
import { shortOf } from "../thought/lists.js";
import { NUMBERED, QUEUES, isUnread } from "../thought/queue.js";
import { isLate, partsOf, timeUsed } from "../thought/select.js";
import { glyph } from "./glyph.js";
import { icon } from "./icons.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/card.js").Card} Card */

/** @param {View} view */
export function queue(view) {
  return html`${tabs(view)}${tools(view)}${summary(view)}${rows(view)}
    <p class="note" aria-hidden="true"><span><kbd>↑</kbd><kbd>↓</kbd>${view.t("keySelect")}</span>
      <span><kbd>↵</kbd>${view.t("keyOpen")}</span><span><kbd>1</kbd>–<kbd>${NUMBERED}</kbd>${view.t("keySwitch")}</span></p>`;
}

/** @param {View} view */
function tabs({ t, wish, counts, on }) {
  return html`<nav class="tabs" aria-label=${t("queues")}>${QUEUES.map((name, index) => html`<button
    aria-pressed=${wish.queue === name ? "true" : "false"} class=${wish.queue === name ? "on" : ""}
    data-queue=${name} aria-keyshortcuts=${index < NUMBERED ? index + 1 : nothing} @click=${() => on.queue(name)}>
    ${t(`queue_${name}`)}<i>${counts[name] ?? ""}</i></button>`)}</nav>`;
}

/** @param {View} view */
function tools({ t, wish, lists, on }) {
  const typed = (/** @type {Event} */ event) => on.search(/** @type {HTMLInputElement} */ (event.target).value);
  const valueOf = (/** @type {Event} */ event) => /** @type {HTMLSelectElement} */ (event.target).value;
  return html`<div class="tools" role="search">
    <label class="find">${icon("find")}<span class="visually-hidden">${t("search")}</span>
      <input id="search" type="search" placeholder=${t("searchHint")} .value=${live(wish.q)}
        maxlength="60" autocomplete="off" spellcheck="false" @input=${typed}><kbd>/</kbd></label>
    <label><span class="visually-hidden">${t("level")}</span><select id="by-level"
      @change=${(/** @type {Event} */ event) => on.level(valueOf(event))}>
      ${["", "1", "2", "3", "4"].map((code) => html`<option .value=${code}
        ?selected=${wish.level === code}>${code ? t(`level${code}`) : t("anyLevel")}</option>`)}
    </select></label>
    <label><span class="visually-hidden">${t("state")}</span><select id="by-state"
      @change=${(/** @type {Event} */ event) => on.state(valueOf(event))}>
      <option value="" ?selected=${!wish.state}>${t("anyState")}</option>
      ${lists.taxonomy.states.map(({ code }) => html`<option
        .value=${String(code)} ?selected=${wish.state === code}>${lists.name("states", code)}</option>`)}
    </select></label>
  </div>`;
}

/** @param {View} view */
function summary(view) {
  const { t, items } = view;
  const unread = items.filter((card) => isUnread(card, view.seen)).length;
  return html`<p class="sort" role="status"><span>${t("shown", { n: items.length })}${
    unread ? html` · ${t("unreadCount", { n: unread })}` : nothing}</span><span>${t("dueFirst")}</span></p>`;
}

/** @param {View} view */
function rows(view) {
  const { t, items, problem, isLoading, on } = view;
  if (problem && !items.length) {
    return html`<div class="rows"><p class="empty" role="alert">${problem}
      <button class="plain" @click=${on.reload}>${t("tryAgain")}</button></p></div>`;
  }
  if (!items.length) {
    return html`<div class="rows"><p class="empty">${isLoading ? t("loading")
      : t(view.wish.q || view.wish.level || view.wish.state ? "emptyFiltered" : `empty_${view.wish.queue}`)}</p></div>`;
  }
  return html`<ul class="rows">${repeat(items, (card) => card.case, (card) => row(card, view))}
    ${view.hasMore ? html`<li class="more"><button class="plain" @click=${on.more}>${t("more")}</button></li>` : nothing}</ul>`;
}

/** @param {Card} card @param {View} view */
function row(card, view) {
  const { t, places, on, marked, file } = view;
  const isOpen = file?.card.case === card.case;
  const unread = isUnread(card, view.seen);
  return html`<li><button class="row ${isOpen ? "sel" : ""} ${marked === card.case ? "marked" : ""}
      ${unread ? "new" : ""}" data-case=${card.case} aria-current=${isOpen ? "true" : "false"}
      @click=${() => on.open(card.case)}>
    <span class="sign">${glyph(card.level)}<span class="visually-hidden">${t(`level${card.level}`)}</span></span>
    <span class="a"><span class="title one">${card.title}</span>${pill(card, view)}</span>
    <span class="b one">${card.receipt}<i>·</i>${shortOf(places, card.place)}${card.lead
      ? html`<i>·</i>${card.lead.name} ${card.lead.officer}` : nothing}</span>
    ${due(card, view)}
    ${unread ? html`<span class="visually-hidden">${t("unread")}</span>` : nothing}
  </button></li>`;
}

/** The state, or who has not signed: an inverted chip. @param {Card} card @param {View} view */
export function pill(card, { t, lists }) {
  const waits = partsOf(card).some((part) => part.signed === null);
  if (card.state === "assigned" && waits) return html`<span class="chip">${t("unsigned")}</span>`;
  return html`<span class="pill">${lists.name("states", card.state)}${card.redo ? ` · ${t("redo", { n: card.redo })}` : ""}${card.returns ? ` · ${t("returnedTimes", { n: card.returns })}` : ""}</span>`;
}

/** The nearest promise, as a bar and in words. @param {Card} card @param {View} view */
export function due(card, { t, now }) {
  if (card.due === null) return html`<span class="c"><span>${t("noDue")}</span></span>`;
  if (card.paused) return html`<span class="c"><span>${t(card.due_name ?? "resolve_by")}</span><b>${t("pausedNow")}</b></span>`;
  const left = instant(card.due) - now;
  const used = Math.round((timeUsed(card, now) ?? 1) * 100);
  const late = isLate(card, now);
  return html`<span class="c"><span>${t(card.due_name ?? "resolve_by")}</span>
    <span class="track ${late ? "full" : ""}"><s .style=${`--used: ${late ? 100 : used}`}></s></span>
    ${late ? html`<b class="chip">${t("lateBy", { time: duration(-left, t) })}</b>`
      : html`<b>${duration(left, t)}</b>`}</span>`;
}
