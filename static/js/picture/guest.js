// A guest's link that does not open: what is the matter, what to do next, in both languages.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";

/** `steps` are keys of words; `again` tries the same link once more, where that may help.
 * @typedef {{ t: import("../thought/i18n.js").Translate, why: string, steps: string[],
 *   again: (() => void) | null, language: () => void }} Shut */

/** @param {string} said @param {HTMLElement} root */
export const wait = (said, root) => render(html`<p class="door blank" role="status">${said}</p>`, root);

/** @param {Shut} view @param {HTMLElement} root */
export function draw({ t, why, steps, again, language }, root) {
  render(html`<section class="door panel over"><div class="ask"><h1>${t("guestTitle")}</h1>
    <p class="why" role="alert">${why}</p><h2>${t("guestNext")}</h2>
    <ol class="next">${steps.map((step) => html`<li>${t(step)}</li>`)}</ol>
    <p class="row">${again ? html`<button id="again" class="btn go" @click=${again}>${t("guestAgain")}</button>` : nothing}
      <button class="btn" lang=${t("otherLang")} @click=${language}>${t("otherLanguage")}</button></p></div></section>`, root);
}
