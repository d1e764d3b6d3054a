// The right of a reception: the case as far as this person may see it, the chat; for the host the people.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { dayAndTime, instant, shortTime } from "../thought/format.js";
import { pathOf } from "../thought/lists.js";
import { isHost } from "../thought/reception.js";
import { callNext, peoplePane } from "./reception_people.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */

/** @param {View} view */
export function side(view) {
  const { t, hall, on, tab } = view;
  const waiting = hall.room?.waiting.length ?? 0;
  const isChair = isHost(hall);
  const names = /** @type {const} */ (["case", "chat", ...(isChair ? ["waiting"] : [])]);
  const shown = tab || "case";
  const count = (/** @type {string} */ name) => (name === "chat" ? hall.unread : name === "waiting" ? waiting : 0);
  return html`<aside class="side panel"><nav class="tabs">
      <button class="stage-tab" aria-pressed=${tab === "" ? "true" : "false"} @click=${() => on.tab("")}>${t("tabStage")}</button>
      ${names.map((name) => html`<button data-tab=${name} aria-pressed=${shown === name ? "true" : "false"}
      class=${tab === "" ? "is-narrow" : ""} @click=${() => on.tab(name)}>${t(`tab${name[0].toUpperCase()}${name.slice(1)}`)}
      ${count(name) ? html`<b class=${name === "chat" ? "chip" : ""}>${count(name)}</b>` : nothing}</button>`)}</nav>
    ${shown === "chat" ? chat(view) : shown === "waiting" && isChair ? peoplePane(view) : matter(view)}
    ${isChair && shown !== "waiting" && waiting ? html`<p class="peek">${t("tabWaiting")} <b>${t("waitingNext", { n: waiting })}</b><span class="gap"></span>${callNext(view)}</p>` : nothing}
  </aside>`;
}

/** @param {View} view */
function matter(view) {
  const { t, reception, file, places, now } = view;
  if (!reception) return nothing;
  const card = file?.card;
  /** @type {[string, unknown][]} */
  const lines = [
    [t("receipt"), reception.receipt], [t("petitionerIs"), reception.petitioner],
    ...(card ? /** @type {[string, unknown][]} */ ([[t("state"), view.caseWord(card.state)], [t("place"), pathOf(places, card.place)],
      [t("lead"), card.lead ? `${card.lead.name} ${card.lead.officer}` : ""],
      [t("due"), card.due ? dayAndTime(instant(card.due), now) : ""],
      [t("reporter"), file?.reporter ? html`${file.reporter.name} ${file.reporter.phone} <small>${t("masked")}</small>` : ""]]) : []),
  ];
  return html`<div class="pane" tabindex="0" aria-label=${t("tabCase")}><section class="sec"><h3>${reception.title}</h3>
      <dl>${lines.filter(([, value]) => value).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      ${file ? nothing : html`<p class="q">${t("caseHidden")}</p>`}</section>
    ${file?.words ? html`<section class="sec"><h4>${t("words")}</h4><p>${file.words}</p></section>` : nothing}
    ${file ? course(view) : nothing}${tasks(view)}</div>`;
}

/** @param {View} view */
function course({ t, file, now }) {
  const entries = [...file?.entries ?? []].sort((a, b) => b.at.localeCompare(a.at)).filter(({ words }) => words).slice(0, 8);
  if (!entries.length) return nothing;
  return html`<section class="sec"><h4>${t("course")}</h4><ul class="hist">${entries.map((entry) => html`<li>
    <time>${dayAndTime(instant(entry.at), now)}</time><span><b>${entry.agency}</b> ${entry.words}</span></li>`)}</ul></section>`;
}

/** @param {View} view */
function tasks({ t, file, reception }) {
  const all = file?.tasks ?? [];
  if (!all.length || reception?.outcome) return nothing;
  return html`<section class="sec"><h4>${t("tasks")}</h4><ul class="hist">${all.map((task) => html`<li>
    <time>${task.due.slice(5, 10)}</time><span><b>${task.officer}</b> ${task.words}</span></li>`)}</ul></section>`;
}

/** @param {View} view */
function chat(view) {
  const { t, hall, on } = view;
  const told = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    on.say();
  };
  return html`<div class="pane talk"><ol class="log" tabindex="0" aria-live="polite" aria-label=${t("tabChat")}>
      ${hall.chat.length ? hall.chat.map((line) => html`<li class=${line.seat === hall.entered?.seat ? "own" : ""}><time>${shortTime(instant(line.at))}</time>
        <p><b>${line.name}</b>${line.words}</p></li>`) : html`<li class="empty">${t("chatEmpty")}</li>`}</ol>
    <form class="typ" @submit=${told}><input id="chat" name="chat" maxlength="500" autocomplete="off" placeholder=${t("chatHint")} aria-label=${t("tabChat")}
      .value=${live(view.words)} @input=${(/** @type {Event} */ event) => on.words(/** @type {HTMLInputElement} */ (event.target).value)}>
      <button class="btn">${t("send")}</button><p class="q">${t("chatNote")}</p></form></div>`;
}
