// The sign-in page and the page behind an invitation, drawn from their view. The form's inputs
// keep names that password managers know. Never talks to the wire.

import { html, render, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { glyph } from "./glyph.js";

/** @typedef {import("../thought/i18n.js").Translate} Translate */
/** @typedef {{ name: string, label: string, autocomplete: string, isSecret: boolean,
 *   problem: string, note?: string }} Input */
/**
 * @typedef {object} View
 * @property {Translate} t
 * @property {Input[]} inputs
 * @property {string} said a result or problem of the whole form
 * @property {boolean} isBad whether `said` is a problem
 * @property {boolean} isBusy
 * @property {boolean} isShown whether secrets are readable
 * @property {boolean} isDay
 * @property {string} note
 * @property {string} act
 * @property {string} [heading]
 * @property {string} [lead] a sentence above the inputs
 * @property {{ id: string, label: string, act: () => void }[]} [others] other ways in
 * @property {boolean} [isClosed] nothing can be sent
 * @property {{ login: string, role: string, page: string }[]} cast
 * @property {string} castNote
 * @property {{ submit: (event: SubmitEvent) => void, show: () => void, theme: () => void,
 *   language: () => void, fill: (login: string) => void, key: (event: KeyboardEvent) => void }} on
 */

/** @param {View} view @param {HTMLElement} root */
export function drawForm(view, root) {
  render(page(view), root);
}

/** @param {View} view */
function page(view) {
  const { t, on } = view;
  return html`<header class="bar">
      <p class="brand">${emblem()}<b>${t("product")}</b><span>${t("room")}</span></p>
      <a class="quiet" id="own" href="/own">${t("followMine")}</a>
      <button type="button" class="quiet" id="language" @click=${on.language}>${t("other")}</button>
      <button type="button" class="quiet" id="theme" @click=${on.theme}>
        ${t(view.isDay ? "night" : "day")}</button>
    </header>
    <main class=${view.cast.length ? "with-cast" : ""}>
      <section class="card">
        <h1>${view.heading ?? t("heading")}</h1>
        ${form(view)}
      </section>
      ${view.cast.length ? castList(view) : nothing}
    </main>`;
}

/** @param {View} view */
function form(view) {
  const { on } = view;
  return html`<form method="post" novalidate @submit=${on.submit} @keyup=${on.key}>
    ${view.lead ? html`<p class="lead" id="lead">${view.lead}</p>` : nothing}
    ${view.inputs.map((input) => field(input, view))}
    <p class="said ${view.isBad ? "bad" : ""}" role=${view.isBad ? "alert" : "status"}
      ?hidden=${!view.said}>${view.said}</p>
    ${view.inputs.length ? html`<button class="go" type="submit"
      ?disabled=${view.isBusy || (view.isClosed ?? false)}>${view.act}</button>` : nothing}
    ${(view.others ?? []).map(({ id, label, act }) => html`<button class="other" type="button"
      id=${id} @click=${act} ?disabled=${view.isBusy}>${label}</button>`)}
    <p class="note">${view.note}</p>
  </form>`;
}

/** @param {Input} input @param {View} view */
function field(input, { t, on, isShown, isClosed }) {
  const id = `in-${input.name}`;
  return html`<div class="field">
    <label for=${id}>${input.label}</label>
    <div class="box ${input.problem ? "wrong" : ""}">
      <input id=${id} name=${input.name} autocomplete=${input.autocomplete} required
        type=${input.isSecret && !isShown ? "password" : "text"} autocapitalize="none"
        spellcheck="false" maxlength=${input.isSecret ? 128 : 40} ?disabled=${isClosed ?? false}
        aria-invalid=${input.problem ? "true" : "false"} aria-describedby=${`${id}-why`}>
      ${input.isSecret ? html`<button type="button" class="quiet eye" @click=${on.show}
        aria-pressed=${isShown ? "true" : "false"}>${t(isShown ? "hide" : "show")}</button>` : nothing}
    </div>
    <p class="why ${input.problem ? "bad" : ""}" id=${`${id}-why`}>${input.problem || input.note || ""}</p>
  </div>`;
}

/** @param {View} view */
function castList({ t, cast, castNote, on }) {
  return html`<section class="cast" aria-labelledby="cast-title">
    <h2 id="cast-title">${t("demoTitle")}</h2>
    <p class="note">${castNote}</p>
    <ul>${cast.map(({ login, role, page: home }) => html`<li>
      <button type="button" data-login=${login} @click=${() => on.fill(login)}>
        <b>${login}</b><span>${role}</span><i>${home}</i></button></li>`)}</ul>
  </section>`;
}

/** Our four shapes as the mark of the house. */
function emblem() {
  return html`<span class="emblem" aria-hidden="true">${[1, 2, 3, 4].map(glyph)}</span>`;
}
