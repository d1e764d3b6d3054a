// Tasks on the phone, and one case: what it is, the latest lines, words and photos to add.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { chosen, deedKey } from "../thought/entries.js";
import { ourPart } from "../thought/field.js";
import { dayAndTime, duration, instant } from "../thought/format.js";
import { pathOf, shortOf } from "../thought/lists.js";
import { isLate } from "../thought/select.js";
import { glyph } from "./glyph.js";
import { icon, unsent } from "./icons.js";
import { shots } from "./phone_report.js";

/** @typedef {import("../types/phone.js").PhoneView} View */
/** @typedef {import("../types/card.js").Card} Card */

const LATEST = 6;

/** @param {View} view */
export function tasks(view) {
  const { t, me, places, on } = view;
  const waits = view.letters.filter(({ state }) => state !== "delivered").length;
  return html`<header class="hd"><div><h1>${t("myTasks")}</h1><p>${me.place ? pathOf(places, me.place) : me.agency?.name} · ${me.name}</p></div>
      <span class="net ${view.isOnline ? "ok" : "tag"}">${view.isOnline ? `✓ ${t("online")}` : t("offline")}</span></header>
    <main>${me.demo ? html`<p class="demo">${t("demo")}</p>` : nothing}
    ${waits ? html`<div class="panel sync">${unsent()}<div><b>${view.isOnline ? "" : `${t("offline")} · `}${t("unsentTitle", { n: waits })}</b><p>${t("unsentWhy")}</p></div>
      <button @click=${on.retry}>${icon("retry")}${t("retry")}</button></div>` : nothing}
    ${view.problem ? html`<p class="panel ask" role="alert">${view.problem}</p>` : nothing}
    <h2>${t("waitsForUs")} ${view.ours.length}<span>${view.asOf ? t("asOf", { time: dayAndTime(view.asOf, view.now) }) : t("loading")}</span></h2>
    ${view.ours.length ? html`<ul class="panel list">${view.ours.map((card) => task(card, view, true))}</ul>`
    : html`<p class="panel empty">${view.asOf ? t("noTasks") : t("loading")}</p>`}
    ${view.others.length ? html`<h2>${t("alsoHere")} ${view.others.length}</h2>
      <ul class="panel list">${view.others.map((card) => task(card, view, false))}</ul>` : nothing}</main>`;
}

/** @param {Card} card @param {View} view @param {boolean} isOurs */
function task(card, view, isOurs) {
  const { t, on, me, lists, places, letters } = view;
  const part = ourPart(card, me.agency?.id ?? "");
  const isSent = letters.some(({ about, state }) => state === "waiting" && about?.case === card.case && about?.deed === "sign-for");
  return html`<li class="task l${card.level}"><button class="open" data-case=${card.case} @click=${() => on.open(card.case)}>
      <b class="level">${glyph(card.level)}${t(`level${card.level}`)}</b><b class="name">${card.title}</b>
      <p>${shortOf(places, card.place)} · ${lists.name("states", card.state)} · ${card.lead?.name ?? t("unassigned")}</p>
      <p class="when">${when(card, view)}</p></button>
    ${isOurs && part?.signed === null ? html`<button class="act" data-sign=${card.case} ?disabled=${isSent} @click=${() => on.sign(card)}>
      ${isSent ? html`<span class="tag">${t("letter_waiting")}</span>` : t("signFor")}</button>` : nothing}</li>`;
}

/** @param {Card} card @param {View} view */
function when(card, { t, now }) {
  if (!card.due) return t("noDue");
  if (card.paused) return t("pausedNow");
  const left = instant(card.due) - now;
  return isLate(card, now) ? html`<span class="chip">${t("lateBy", { time: duration(-left, t) })}</span>` : t("leftFor", { time: duration(left, t) });
}

/** @param {View} view */
export function caseSheet(view) {
  const { t, file, on, lists, places, now } = view;
  if (!file) return nothing;
  const { card } = file;
  const may = (/** @type {string} */ deed) => file.next.find((offer) => offer.deed === deed);
  const latest = chosen(file.entries, "everything").slice(0, LATEST);
  return html`<header class="hd"><button class="ico" aria-label=${t("back")} @click=${on.back}>${icon("back")}</button>
      <div><p class="level l${card.level}">${glyph(card.level)}${t(`level${card.level}`)} · ${lists.name("states", card.state)}</p><h1>${card.title}</h1></div></header>
    <main><dl class="panel facts"><div><dt>${t("where")}</dt><dd>${[pathOf(places, card.place), card.spot].filter(Boolean).join(" · ")}</dd></div>
      <div><dt>${t("lead")}</dt><dd>${card.lead ? `${card.lead.name} ${card.lead.officer}` : t("unassigned")}</dd></div>
      <div><dt>${t(card.due_name ?? "resolve_by")}</dt><dd>${when(card, view)}</dd></div>
      <div><dt>${t("words")}</dt><dd class="text">${file.words}</dd></div></dl>
    <h2>${t("latest")}</h2><ol class="panel list lines">${latest.map((entry) => html`<li><time>${dayAndTime(instant(entry.at), now)}</time>
      <div><b>${t(deedKey(entry.type))}</b> ${entry.agency}<p class="text">${entry.words}</p></div></li>`)}</ol>
    ${may("progress")?.allowed ? html`<h2><label for="words">${t("progress")}</label></h2>
      <textarea id="words" rows="3" maxlength="2000" .value=${live(view.words)} @input=${(/** @type {Event} */ event) => on.words(/** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea>
      ${shots(view.photos, on.photo, on.unphoto, t)}` : html`<p class="empty">${t("nothingToWrite")}</p>`}
    <p class="wrong" role="alert" ?hidden=${!view.wrong}>${view.wrong}</p></main>
    <footer class="foot two">${may("sign-for")?.allowed ? html`<button class="pri" @click=${() => on.sign(card)}>${t("signFor")}</button>` : nothing}
      ${may("progress")?.allowed ? html`<button class=${may("sign-for")?.allowed ? "" : "pri"} data-deed="progress" @click=${() => on.deed("progress")}>${t("addProgress")}</button>` : nothing}
      ${may("resolve")?.allowed ? html`<button data-deed="resolve" @click=${() => on.deed("resolve")}>${t("finish")}</button>` : nothing}</footer>`;
}
