// The three sites, equal in size, each with its pictures, people, consent and line. A person's
// picture is found by seat; who shares a screen has it drawn below.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { repeat } from "../../vendor/lit-html-3.3.3/directives/repeat.js";
import { columnsFor, sharer, sitesOf } from "../thought/reception.js";
import { roles } from "../thought/words_desk.js";
import { icon } from "./icons.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */
/** @typedef {import("../types/reception.js").Person} Person */
/** @typedef {ReturnType<typeof sitesOf>[number]} Site */

const MOST_PICTURES = 6; // in one tile
const MOST_PEOPLE = 4; // named below it

/** @param {View} view */
export function sites(view) {
  return html`<section class="sites" aria-label=${view.t("kind")}>${repeat(
    sitesOf(view.hall, view.reception), ({ level }) => level, (site) => tile(site, view))}</section>`;
}

/** @param {Site} site @param {View} view */
function tile(site, view) {
  const { t } = view;
  return html`<article class="site panel ${site.speaking ? "talk" : ""}" data-level=${site.level}>
    <div class="vid">${pictures(site, view)}
      <p class="tag a"><i class="lv">${t(site.level)}</i><span>${site.name}</span></p>
      ${site.speaking ? html`<p class="tag b">${icon("wave")}${t("speaking")}</p>`
        : site.hand ? html`<p class="tag b">${icon("hand")}${t("raisedHand", { name: site.hand.name })}</p>` : nothing}</div>
    <div class="ft"><ul class="pp ${site.people.length > 1 ? "many" : ""}">${site.people.slice(0, MOST_PEOPLE).map((one) => person(one, view))}</ul>
      <p class="q">${agreement(site, view)}${line(site, view)}</p></div></article>`;
}

/** @param {Site} site @param {View} view */
function pictures(site, view) {
  const seen = site.people.filter((one) => one.connected && hasPicture(one, view)).slice(0, MOST_PICTURES);
  if (!seen.length) return html`<div class="blind"><span>${view.t(wordOf(site, view))}</span></div>`;
  return html`<div class="pics c${columnsFor(seen.length)}">${repeat(seen, ({ seat }) => seat, ({ seat }) => html`<video
    class=${isOwn(seat, view) ? "own" : ""} data-seat=${seat} data-kind="camera" autoplay playsinline muted></video>`)}</div>`;
}

/** Why there is no picture. @param {Site} site @param {View} view */
function wordOf(site, { hall }) {
  if (!site.isHere) return site.isComing ? "waitsForGate" : "nobody";
  if (hall.room?.state === "interrupted") return "interrupted";
  if (hall.room?.state === "closing") return "hearingOver";
  if (hall.room?.state !== "in_session") return "gateNotBegun";
  if (site.refuses || !site.isAgreed) return site.refuses ? "refusesToBeHeard" : "notAgreed";
  return site.isAudioOnly ? "pictureResting" : "noCamera";
}

/** @param {string} seat @param {View} view */
const isOwn = (seat, { hall }) => seat === hall.entered?.seat;

/** @param {Person} one @param {View} view */
function hasPicture({ seat, camera, consent, quality }, view) {
  if (isOwn(seat, view)) return view.own.camera !== null;
  if (view.hall.room?.state !== "in_session" || !consent) return false; // the last frame would look alive
  return camera && !quality?.audio_only && view.tracks.get(seat)?.camera !== undefined;
}

/** @param {Person} one @param {View} view */
function person(one, view) {
  const speaks = one.speaking && one.mic && view.hall.room?.state === "in_session";
  return html`<li class=${speaks ? "on" : ""}>${icon(speaks ? "wave" : one.mic ? "mic" : "mic-off")}
    <span class="one" title=${roleWord(one.role, view.t)}>${shortRole(one.role, view.t)}</span><b class="one">${one.name}</b>
    ${one.companions.length ? html`<small>${view.t("withOthers", { n: one.companions.length })}</small>` : nothing}
    ${isOwn(one.seat, view) ? html`<small>${view.t("self")}</small>` : nothing}
    ${one.connected ? nothing : html`<small>${view.t("away")}</small>`}</li>`;
}

/** @param {string} role @param {View["t"]} t */
export const roleWord = (role, t) => t(`role_${role}` in roles.zh ? `role_${role}` : "petitioner");

/** The same where room is short. @param {string} role @param {View["t"]} t */
const shortRole = (role, t) => t(`role_${role}` in roles.zh ? `sits_${role}` : "petitioner");

/** @param {Site} site @param {View} view */
function agreement(site, { t }) {
  if (!site.isHere) return html`<span>${t(site.isComing ? "coming" : "away")}</span>`;
  if (site.isAgreed) return html`<span class="ok">${icon("tick")}${t("agreed")}</span>`;
  return html`<span>${icon("cross")}${t(site.refuses ? "refusesToBeHeard" : "notAgreed")}</span>`;
}

/** Four bars and a word. @param {Site} site @param {View} view */
function line(site, { t }) {
  if (!site.isHere || !site.quality) return nothing;
  return html`<span class="line n${site.quality}"><span class="sig" aria-hidden="true"><i></i><i></i><i></i><i></i></span>
    <b>${t(`quality${site.quality}`)}</b>${site.isAudioOnly ? t("audioFirst") : nothing}</span>`;
}

/** What is shared, if anything is. @param {View} view */
export function shared(view) {
  const { t, on, hall } = view;
  const who = sharer(hall);
  if (!who) return nothing;
  return html`<section class="doc panel"><header class="hd"><h2>${t("screenOf", { name: who.name })}</h2><span class="gap"></span>
      <button class="plain" @click=${on.large}>${icon("large")}${t(view.isLarge ? "small" : "large")}<kbd>F</kbd></button></header>
    <div class="bd"><video data-seat=${who.seat} data-kind="screen" autoplay playsinline muted></video></div></section>`;
}

/** Voices stand apart from pictures, so that they go on when a picture rests. @param {View} view */
export const voices = (view) => html`<div class="voices" hidden>${repeat([...view.tracks].filter(([, one]) => one.mic),
  ([seat]) => seat, ([seat]) => html`<audio data-seat=${seat} data-kind="mic" autoplay></audio>`)}</div>`;

/**
 * Give every picture and voice on the page its track.
 * @param {ParentNode} page @param {View} view
 */
export function attach(page, view) {
  for (const element of page.querySelectorAll("[data-seat]")) {
    const box = /** @type {HTMLMediaElement} */ (element);
    const kind = /** @type {"mic" | "camera" | "screen"} */ (box.dataset.kind);
    const seat = box.dataset.seat ?? "";
    const track = (isOwn(seat, view) || seat === "self" ? view.own : view.tracks.get(seat))?.[kind] ?? null;
    const held = /** @type {MediaStream | null} */ (box.srcObject);
    if ((held?.getTracks()[0] ?? null) === track) continue;
    box.srcObject = track && new MediaStream([track]);
    if (box instanceof HTMLVideoElement) box.muted = true;
    const isAnother = kind !== "mic" && track !== view.own[kind];
    if (track) box.play().then(() => { if (isAnother) view.on.seen(); },
      (/** @type {Error} */ error) => { if (error.name === "NotAllowedError") view.on.blocked(); });
  }
}
