// Before a case is registered: known matters it may belong to, with enough to judge; one choice.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { dayAndTime, instant } from "../thought/format.js";
import { pathOf } from "../thought/lists.js";
import { pill } from "./desk_queue.js";
import { frame } from "./desk_sheet.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/desk.js").NewSheet} NewSheet */
/** @typedef {import("../types/file.js").Candidate} Candidate */

/** @param {NewSheet} held @param {View} view */
export function knownSheet({ found, choice, said, isBusy }, view) {
  const { t, on } = view;
  const { candidates = [], elsewhere = [] } = found ?? {};
  const content = html`<p class="ask">${t(candidates.length ? "knownAsk" : "knownElsewhere")}</p>
    <fieldset class="known"><legend class="visually-hidden">${t("knownTitle")}</legend>
    ${radio("new", html`<b>${t("knownNew")}</b> <span class="q">${t("knownNewNote")}</span>`, choice, view, true)}
    ${candidates.map((one) => candidate(one, choice, view))}</fieldset>
    ${elsewhere.length ? html`<p class="q">${t("knownOut")}${t("colon")}${elsewhere.map(({ name, count }) => `${name} ${count}`).join("、")}</p>` : nothing}
    <p class="bad" role="alert" ?hidden=${!said}>${said}</p>`;
  return frame(view, t("knownTitle"), content, html`<button type="button" class="btn2" @click=${on.unlook}>${t("knownBack")}</button>
    <span class="gap"></span><button type="button" class="btn2" @click=${on.close}>${t("cancel")}<kbd>Esc</kbd></button>
    <button type="submit" class="btn2 go" ?disabled=${isBusy}>${t(isBusy ? "sending" : choice.startsWith("joined") ? "knownJoin" : "register")}<kbd>Ctrl ↵</kbd></button>`, "large");
}

/** @param {Candidate} one @param {string} choice @param {View} view */
function candidate({ card, why, words, reports, may_join: mayJoin }, choice, view) {
  const { t, places, lists, now } = view;
  return html`<article class="match"><h3>${card.title} ${pill(card, view)}</h3>
    <p class="why-match">${why.map((reason) => html`<span class="chip quiet">${t(`known_${reason}`)}</span>`)}</p>
    <p class="q">${card.receipt} · ${lists.name("types", card.type)} · ${pathOf(places, card.place)} · ${dayAndTime(instant(card.opened), now)}
      · ${t("people", { n: card.headcount })} · ${t("reportsCount", { n: reports })}${card.lead ? ` · ${card.lead.name}` : ""}</p>
    <p class="words">${words}</p>
    <div class="choices">${mayJoin ? radio(`joined:${card.case}`, t("knownJoined"), choice, view) : html`<span class="q">${t("knownClosed")}</span>`}
      ${radio(`linked:${card.case}`, t("knownLinked"), choice, view)}</div></article>`;
}

/** @param {string} value @param {unknown} words @param {string} choice @param {View} view @param {boolean} [first] */
function radio(value, words, choice, { on }, first = false) {
  return html`<label class=${choice === value ? "on" : ""}><input type="radio" name="match" .value=${value}
    .checked=${live(choice === value)} ?autofocus=${first} @change=${() => on.match(value)}><span>${words}</span></label>`;
}
