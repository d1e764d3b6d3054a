// The host's side of the room: who waits and in which turn, who is inside and agreed to be heard,
// the link for a guest, and the booking itself.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";
import { LEVELS, offer, stepOf } from "../thought/reception.js";
import { icon } from "./icons.js";
import { roleWord } from "./reception_sites.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */

/** @param {View} view */
export const peoplePane = (view) => html`<div class="pane" tabindex="0" aria-label=${view.t("tabWaiting")}>${waitingList(view)}
  ${roster(view)}${guestLink(view)}${booking(view)}</div>`;

/** @param {View} view */
export function callNext(view) {
  const { t, reception, hall, on, isBusy } = view;
  const deed = offer(reception, "call-next");
  const isNext = hall.room?.waiting.some(({ place }) => place > 0) ?? false;
  return html`<button class="btn" ?disabled=${!deed.allowed || !isNext || isBusy} title=${deed.reason} @click=${on.callNext}>${t("callNext")}<kbd>N</kbd></button>`;
}

/** @param {View} view */
function waitingList(view) {
  const { t, hall, on, isBusy } = view;
  const parties = hall.room?.waiting ?? [];
  return html`<ol class="wt">${parties.length ? parties.map((party) => html`<li><span class="no">${party.place || "–"}</span>
      <b>${party.name}</b><span class="q">${ready(party.seat, view)}${party.place === 0 ? t("held") : party.estimate_minutes === null ? "" : t("estimate", { n: party.estimate_minutes })}</span>
      <span class="acts"><button class="btn" ?disabled=${isBusy} @click=${() => on.admit(party.seat)}>${t("admit")}</button>
        <button class="btn" ?disabled=${isBusy || party.place === 0} @click=${() => on.hold(party.seat)}>${t("hold")}</button></span></li>`)
    : html`<li class="empty">${t("waitingEmpty")}</li>`}</ol><p class="peek">${callNext(view)}</p>`;
}

/** What a waiting party would be seen and heard by. @param {string} seat @param {View} view */
function ready(seat, { t, hall }) {
  const one = hall.room?.people.find((person) => person.seat === seat);
  if (!one?.connected) return html`${t("away")} · `;
  const lacks = [one.mic ? "" : "noMic", one.camera ? "" : "noPicture"].filter(Boolean);
  return lacks.length ? lacks.map((word) => html`${icon("cross")}${t(word)} · `) : html`<span class="ok">${icon("tick")}${t("devicesReady")}</span> · `;
}

/** Everybody inside, from county to village; consent is each person's own. @param {View} view */
function roster({ t, hall, reception, on, isBusy }) {
  const inside = LEVELS.flatMap((level) => (hall.room?.people ?? []).filter((one) => one.site === level && one.admitted));
  const mayHold = offer(reception, "hold").allowed;
  const said = (/** @type {boolean | null} */ consent) => t(consent === true ? "saidYes" : consent === false ? "saidNo" : "saidNothing");
  return html`<section class="sec roster"><h4>${t("roster")}</h4><ul>${inside.map((one) => html`<li class=${one.connected ? "" : "gone"}>
      <i class="lv">${t(one.site)}</i><b>${one.name}</b><span class="q">${one.host ? t("host") : roleWord(one.role, t)} · ${one.connected ? said(one.consent) : t("away")}${one.connected && one.quality ? ` · ${t(`quality${stepOf(one.quality)}`)}` : ""}${one.companions.map(({ label, given }) => html`<br>${t("beside")} ${label} · ${said(given)}`)}</span>
      <span class="acts">${one.host || !mayHold ? nothing : html`<button class="btn" ?disabled=${isBusy} @click=${() => on.hold(one.seat)}>${t("hold")}</button>`}</span></li>`)}</ul>
    <p class="row">${act("ask", "ask", { t, reception, on, isBusy })}${act("hand-over", "handover", { t, reception, on, isBusy })}</p></section>`;
}

/** @param {View} view */
function guestLink({ t, guest, on, isBusy, now }) {
  return html`<section class="sec guest"><h4>${t("guestLink")}</h4><p class="q">${t("guestNote")}</p>
    ${guest ? html`<p class="made"><input id="guest-url" readonly aria-label=${t("guestLink")} .value=${guest.url}>
        <button class="btn" @click=${on.copy}>${icon("link")}${t("copy")}</button></p>
      <p class="q">${t("guestUntil", { time: dayAndTime(instant(guest.expires), now) })}</p>`
      : html`<button class="btn" ?disabled=${isBusy} @click=${on.guest}>${icon("link")}${t("guestMake")}</button>`}</section>`;
}

/** Before it has begun the booking can still be changed, from inside and from the door. @param {View} view */
export function booking({ t, reception, on, isBusy, phase }) {
  if (!reception || !["booked", "waiting"].includes(reception.state) || !reception.host) return nothing;
  const told = { t, reception, on, isBusy };
  return html`<section class="sec"><h4>${t("theBooking")}</h4><p class="row">${act("move", "move", told)}${act("cancel", "calloff", told)}${phase === "check" ? act("no-show", "noShow", told) : nothing}</p></section>`;
}

/** @param {string} name of the server @param {string} word @param {Pick<View, "t" | "reception" | "on" | "isBusy">} view */
function act(name, word, { t, reception, on, isBusy }) {
  const { allowed, reason } = offer(reception, name);
  return html`<button class="btn" data-do=${word} ?disabled=${!allowed || isBusy} title=${reason} @click=${on[word]}>${t(word)}</button>`;
}
