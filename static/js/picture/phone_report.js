// Reporting with three taps: what, photo, send; the place is known, the level suggested.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { TILES, tileOf } from "../thought/field.js";
import { pathOf } from "../thought/lists.js";
import { glyph } from "./glyph.js";
import { icon } from "./icons.js";
import { addressOf } from "./shrink.js";

/** @typedef {import("../types/phone.js").PhoneView} View */

const MOST = 9;

/** @param {View} view */
export function report(view) {
  const { t, on, report: held } = view;
  return html`<header class="hd"><h1>${t("tab_report")}</h1><span class="net ${view.isOnline ? "ok" : "tag"}">${view.isOnline ? `✓ ${t("online")}` : t("offline")}</span></header>
    <main>${view.isRestored ? html`<p class="restored" role="status">${t("restored")}<button @click=${on.clear}>${t("quitReport")}</button></p>` : nothing}
    <h2><i class="num">1</i>${t("what")}</h2>
    <div class="kinds" role="group" aria-label=${t("what")}>${TILES.map(({ tile, icon: drawing }) => html`<button data-tile=${tile}
      aria-pressed=${held.tile === tile ? "true" : "false"} class=${held.tile === tile ? "on" : ""} @click=${() => on.tile(tile)}>${icon(drawing)}<span>${t(`tile_${tile}`)}</span></button>`)}</div>
    ${tileOf(held.tile)?.people ? html`<div class="inline-field"><label for="people">${t("how_many")}</label><input id="people" inputmode="numeric" maxlength="6"
      .value=${live(String(held.headcount))} @input=${(/** @type {Event} */ event) => on.people(/** @type {HTMLInputElement} */ (event.target).value)}></div>` : nothing}
    <h2><i class="num">2</i>${t("shoot")}<span>${t("noFaces")}</span></h2>
    ${shots(view.shots, on.shot, on.unshot, t)}
    <h2>${t("where")}<span>${t("placeShown")}</span></h2>${place(view)}
    <h2>${t("grave")}<span>${t("suggested", { level: t(`level${tileOf(held.tile)?.level ?? 4}`) })}</span></h2>
    <div class="lvs" role="group" aria-label=${t("grave")}>${[1, 2, 3, 4].map((level) => html`<button aria-pressed=${held.level === level ? "true" : "false"}
      class=${held.level === level ? "on" : ""} @click=${() => on.level(level)}>${glyph(level)}${t(`level${level}`)}</button>`)}</div>
    <div><label class="h" for="say">${t("say")}</label><textarea id="say" rows="2" maxlength="5000" .value=${live(held.words)}
      @input=${(/** @type {Event} */ event) => on.say(/** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea></div>
    <p class="wrong" role="alert" ?hidden=${!view.wrong}>${view.wrong}</p></main>
    <footer class="foot"><button class="pri" id="send" @click=${on.send}><i class="num">3</i>${t("send")}</button><p>${t("sendNote")}</p></footer>`;
}

/**
 * @param {Blob[]} files @param {(files: FileList) => void} add @param {(index: number) => void} drop
 * @param {View["t"]} t
 */
export function shots(files, add, drop, t) {
  const told = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.files?.length) add(input.files);
    input.value = "";
  };
  return html`<div class="shots">${files.map((file, index) => html`<figure><img src=${addressOf(file)} alt=${t("photoNumber", { n: index + 1 })}>
      <button aria-label=${t("dropPhoto", { n: index + 1 })} @click=${() => drop(index)}>×</button></figure>`)}
    <label class="add" ?hidden=${files.length >= MOST}>${icon("camera")}<span>${t(files.length ? "shootMore" : "shootFirst")}</span>
      <input type="file" accept="image/*" capture="environment" @change=${told}></label></div>`;
}

/** @param {View} view */
function place(view) {
  const { t, on, report: held, places } = view;
  if (view.isChoosing) {
    return html`<div class="panel choose"><label class="visually-hidden" for="find">${t("searchPlace")}</label>
      <input id="find" type="search" placeholder=${t("searchPlace")} autocomplete="off" @input=${(/** @type {Event} */ event) => on.find(/** @type {HTMLInputElement} */ (event.target).value)}>
      <ul>${view.found.map(({ code, path }) => html`<li><button data-place=${code} @click=${() => on.place(code)}>${path}</button></li>`)}</ul></div>`;
  }
  const where = held.gps ? t("gpsFound", { n: Math.round(held.gps.accuracy) }) : view.gps || (held.place ? t("byDefault") : "");
  return html`<div class="panel place">${icon("pin")}<div><b>${held.place ? pathOf(places, held.place) : t("choosePlace")}</b><p>${where}</p></div>
      <button @click=${on.choose}>${t("change")}</button></div>
    <button class="wide slim" @click=${held.gps ? on.ungps : on.gps}>${t(held.gps ? "gpsClear" : "gps")}</button>`;
}
