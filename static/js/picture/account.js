// What the account pages share: the bar, a field with its reason, a proof of the password, a list
// of sessions. Drawn from a view; never talks to the wire.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";
import { roomsOf } from "../thought/rooms.js";
import { glyph } from "./glyph.js";

/** @typedef {import("../thought/i18n.js").Translate} Translate */
/** @typedef {{ name: string, label: string, type?: string, autocomplete?: string, note?: string,
 *   problem?: string, max?: number, value?: string, placeholder?: string }} Field */
/** @typedef {{ t: Translate, isDay: boolean, home: string, said: string, isBad: boolean,
 *   on: { language: () => void, theme: () => void, leave?: () => void } }} Frame */

/** @param {Frame} view @param {string} heading @param {unknown} more */
export function bar({ t, isDay, home, on }, heading, more = nothing) {
  return html`<header class="bar">
    <p class="brand"><span class="emblem" aria-hidden="true">${[1, 2, 3, 4].map(glyph)}</span>
      <b>${t("product")}</b></p>
    <h1>${heading}</h1>${more}<span class="gap"></span>
    ${home ? html`<a class="quiet" id="home" href=${home}>${t("home")}</a>` : nothing}
    <button type="button" class="quiet" id="language" @click=${on.language}>${t("other")}</button>
    <button type="button" class="quiet" id="theme" @click=${on.theme}>${t(isDay ? "night" : "day")}</button>
    ${on.leave ? html`<button type="button" class="quiet" id="leave" @click=${on.leave}>${t("signOut")}</button>` : nothing}
  </header>`;
}

/** Whose page it is, and the other pages they may open. @param {{ t: Translate }} view @param {any} me @param {string} here */
export const rooms = ({ t }, me, here) => me ? html`<p class="who"><b>${me.name}</b> ${t(`role_${me.role}`)} · ${me.agency.name}</p>
  ${roomsOf(me).filter(({ address }) => address !== here).map(({ address, word }) => html`<a class="quiet" href=${address}>${t(word)}</a>`)}
  ${here === "/me" ? nothing : html`<a class="quiet" href="/me">${t("mine")}</a>`}` : nothing;

/** What was done or refused, said once for the page. @param {Frame} view */
export const said = (view) => html`<p class="said ${view.isBad ? "bad" : ""}" id="said"
  role=${view.isBad ? "alert" : "status"} ?hidden=${!view.said}>${view.said}</p>`;

/** @param {Field} field */
export function field({ name, label, type = "text", autocomplete = "off", note = "", problem = "", max = 128, value = "", placeholder = "" }) {
  const id = `in-${name}`;
  return html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} name=${name} type=${type} autocomplete=${autocomplete} maxlength=${max}
      .defaultValue=${value} placeholder=${placeholder} autocapitalize="none" spellcheck="false"
      class=${problem ? "wrong" : ""} aria-invalid=${problem ? "true" : "false"} aria-describedby=${`${id}-why`}>
    <p class="why ${problem ? "bad" : ""}" id=${`${id}-why`}>${problem || note}</p></div>`;
}

/** Words of several lines. @param {Field} field */
export function area({ name, label, note = "", problem = "", max = 500, value = "" }) {
  const id = `in-${name}`;
  return html`<div class="field wide"><label for=${id}>${label}</label>
    <textarea id=${id} name=${name} rows="4" maxlength=${max} .defaultValue=${value}
      class=${problem ? "wrong" : ""} aria-invalid=${problem ? "true" : "false"} aria-describedby=${`${id}-why`}></textarea>
    <p class="why ${problem ? "bad" : ""}" id=${`${id}-why`}>${problem || note}</p></div>`;
}

/** @param {{ name: string, label: string, items: [string, string][], value?: string, problem?: string,
 *   changed?: (event: Event) => void }} choice */
export function choice({ name, label, items, value = "", problem = "", changed = () => {} }) {
  const id = `in-${name}`;
  return html`<div class="field"><label for=${id}>${label}</label>
    <select id=${id} name=${name} @change=${changed} class=${problem ? "wrong" : ""} aria-describedby=${`${id}-why`}>
      ${items.map(([code, word]) => html`<option value=${code} ?selected=${code === value}>${word}</option>`)}
    </select><p class="why ${problem ? "bad" : ""}" id=${`${id}-why`}>${problem}</p></div>`;
}

/**
 * A form inside a card: fields, a deed, a way back.
 * @param {Translate} t @param {unknown} fields @param {string} act
 * @param {(event: SubmitEvent) => void} submit @param {() => void} cancel @param {boolean} isBusy
 */
export const ask = (t, fields, act, submit, cancel, isBusy) => html`<form class="ask" method="post"
  novalidate @submit=${submit}>${fields}
  <p class="acts"><button class="go" type="submit" ?disabled=${isBusy}>${act}</button>
    <button type="button" class="plain" @click=${cancel}>${t("cancel")}</button></p></form>`;

/** @param {string | null} iso @param {number} now */
export const when = (iso, now) => (iso ? dayAndTime(instant(iso), now) : "");

/**
 * @param {any} one @param {Translate} t @param {number} now
 */
export const sessionFacts = (one, t, now) => html`<b>${one.browser || t("unknownBrowser")}</b>
  <span>${one.address || t("unknownAddress")} · ${t(`way_${one.way}`)}</span>
  <span>${t("since")} ${when(one.since, now)} · ${t("seen")} ${when(one.seen, now)} · ${t("expires")} ${when(one.expires, now)}</span>`;
