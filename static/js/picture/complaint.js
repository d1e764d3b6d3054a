// What every page that takes a complaint shows: whom it accuses so far, and the slip at the end.

import { html } from "../../vendor/lit-html-3.3.3/lit-html.js";

/** @typedef {{ t: import("../thought/i18n.js").Translate, on: Record<string, any> }} Told */

/** @param {Told & { picked: any[] }} view */
export function picked({ t, picked: named, on }) {
  return named.length ? html`<ul class="picked wide" id="picked">${named.map((one, index) => html`<li>${one.label}
    <button type="button" class="quiet" aria-label=${t("dropAccused", { name: one.label })} @click=${() => on.drop(index)}>×</button></li>`)}</ul>`
    : html`<p class="empty wide">${t("pickedNone")}</p>`;
}

/** Number and code, shown once. @param {Told & { filed: any }} view */
export function slip({ t, filed, on }) {
  return html`<section class="panel card" aria-labelledby="slip-title"><h2 id="slip-title">${t("filedTitle")}</h2>
    <p class="note">${t("filedWhy")}</p><img class="qr" src=${filed.qr} alt=${t("qrAlt")}>
    <dl><div><dt>${t("receipt")}</dt><dd id="filed-receipt">${filed.receipt}</dd></div>
      <div><dt>${t("code")}</dt><dd><code id="filed-code">${filed.query_code}</code></dd></div></dl>
    <p>${t("handledBy", { name: filed.unit })}</p>
    <p class="acts"><button type="button" class="go" id="handed" @click=${on.handed}>${t("handed")}</button></p></section>`;
}
