// Head and foot of a reception: what it is, who is there, how long it runs; what I can do.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, dayKey, instant } from "../thought/format.js";
import { incomplete } from "../thought/outcome.js";
import { IN_SESSION, OVER, elapsed, isGated, isHost, mine, offer, sharer, sitesOf } from "../thought/reception.js";
import { icon } from "./icons.js";
import { roleWord } from "./reception_sites.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */

/** @param {View} view */
export function top(view) {
  const { t, reception, hall, on, now } = view;
  const state = hall.room?.state ?? reception?.state ?? "";
  const span = elapsed(hall, reception, now);
  const isShut = view.phase === "over"; // from outside nobody knows who is there
  const isTold = !isShut || OVER.includes(state);
  return html`<header class="top"><h1 title=${reception?.title ?? nothing}><span class="one">${reception?.title ?? t("title")}</span><small>${t("kind")}</small></h1>
    ${reception ? html`<span class="no">${reception.receipt}</span>` : nothing}<span class="gap"></span>
    ${isShut ? nothing : html`<ul class="lights" aria-label=${t("kind")}>${sitesOf(hall, reception).map((site) => html`<li class=${site.isHere ? "here" : ""}>
      <b>${t(site.level)}</b><span>${t(site.isHere ? "here" : site.isComing ? "coming" : "away")}</span></li>`)}</ul>`}
    ${state && isTold ? html`<p class="state ${state === "in_session" ? "ok" : ""}">${t(state)}</p>` : nothing}<p class="rec">${t("notRecorded")}</p>
    <p class="el">${!isTold ? nothing : span === null ? (reception ? t("startsAt", { time: dayAndTime(instant(reception.starts_at), now) }) : "")
      : html`${t("elapsed")} <time>${clock(span)}</time>`}</p>
    <nav><button class="plain" @click=${on.help}>${t("help")}<kbd>?</kbd></button>
      <button class="plain" lang=${t("otherLang")} @click=${on.language}>${t("otherLanguage")}</button>
      <button class="plain" @click=${on.theme}>${t(view.isDay ? "night" : "day")}</button></nav></header>`;
}

/** `12:40`, `1:02:03` @param {number} span */
function clock(span) {
  const seconds = Math.floor(span / 1000);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** @param {View} view */
export function bar(view) {
  const { t, hall, own } = view;
  const me = mine(hall);
  const isShared = own.screen !== null;
  const isMuted = own.mic !== null && !own.mic.enabled;
  return html`<footer class="bar"><div class="me">${own.mic || own.camera || me ? html`<i class="lv">${t(hall.entered?.site ?? "county")}</i>
      <span>${roleWord(hall.entered?.role ?? "", t)} <b>${hall.entered?.name ?? ""}</b></span>
      <button class="plain" data-do="companions" @click=${view.on.companions}>${t("companions")}${me?.companions.length ? html` <b>${me.companions.length}</b>` : nothing}</button>
      <button class="plain" @click=${view.on.consent}>${t(me?.consent === false ? "giveAgain" : "withdraw")}</button>` : nothing}</div>
    <div class="cs">
      ${control("mic", !own.mic || isMuted ? "mic-off" : "mic", t(own.mic ? (isMuted ? "muted" : "on") : "none"), own.mic !== null && !isMuted, "M", view)}
      ${control("camera", own.camera ? "video" : "video-off", t(own.camera ? "on" : "off"), own.camera !== null, "V", view)}
      ${control("share", "share", t(isShared ? "sharing" : "canShare"), isShared, "S", view, !isShared && (sharer(hall) !== null || isGated(hall)))}
      ${control("hand", "hand", t(me?.hand ? "handUp" : "handDown"), me?.hand ?? false, "H", view)}</div>
    <div class="end">${deeds(view)}</div></footer>`;
}

/**
 * @param {string} name @param {string} picture @param {string} state @param {boolean} isOn
 * @param {string} key @param {View} view @param {boolean} [isOff]
 */
function control(name, picture, state, isOn, key, view, isOff = false) {
  return html`<button class="c ${isOn ? "on" : ""}" data-do=${name} aria-pressed=${isOn ? "true" : "false"} aria-keyshortcuts=${key}
    ?disabled=${isOff} @click=${view.on[name]}>${icon(picture)}<span><b>${view.t(name)}</b><small>${state}</small></span></button>`;
}

/** What the host does with the reception; a citizen may end it at any time. @param {View} view */
function deeds(view) {
  const { t, reception, hall } = view;
  const state = hall.room?.state ?? reception?.state ?? "";
  const leave = act("leave", "leave", t("leave"), t("leaveNote"), "", true, view);
  if (OVER.includes(state)) return leave;
  if (!isHost(hall)) {
    const may = offer(reception, "end");
    return html`${may.allowed ? act("endNow", "stop", t("endSite"), t("endByCitizen"), "E", true, view) : nothing}${leave}`;
  }
  return html`${leave}${state === "booked" ? deed("open-waiting", "openWaiting", "door", "B", view) : nothing}
    ${state === "waiting" ? deed("begin", "begin", "go", "B", view) : nothing}
    ${["booked", "waiting"].includes(state) ? deed("no-show", "noShow", "cross", "", view) : nothing}
    ${state === "in_session" ? deed("interrupt", "pause", "pause", "P", view) : nothing}
    ${state === "interrupted" ? deed("resume", "resume", "go", "P", view) : nothing}
    ${[...IN_SESSION, "closing"].includes(state) ? ending(view) : nothing}`;
}

/** @param {string} name of the server @param {string} word @param {string} picture @param {string} key @param {View} view */
function deed(name, word, picture, key, view) {
  const { allowed, reason } = offer(view.reception, name);
  return act(word, picture, view.t(word), allowed ? (word === "pause" ? view.t("pauseNote") : "") : reason, key, allowed, view);
}

/** Ended only with its outcome; otherwise the button says what is missing. @param {View} view */
function ending(view) {
  const { t, draft, now } = view;
  const lack = incomplete(draft, dayKey(now));
  return act("finish", "stop", t("end"), t(lack === "nothing" ? "endNothing" : lack === "rows" ? "endRows" : "endReady"), "E", lack === "", view);
}

/**
 * @param {string} name @param {string} picture @param {string} word @param {string} small
 * @param {string} key @param {boolean} isAllowed @param {View} view
 */
const act = (name, picture, word, small, key, isAllowed, view) => html`<button class="c" data-do=${name} ?disabled=${!isAllowed || view.isBusy}
  aria-keyshortcuts=${key || nothing} title=${small} @click=${view.on[name]}>${icon(picture)}<span><b>${word}</b>${small ? html`<small class="one">${small}</small>` : nothing}</span></button>`;
