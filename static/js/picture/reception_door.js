// Before and beside the room: the device check, the waiting room, and why one is outside.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { dayAndTime, instant } from "../thought/format.js";
import { OVER, mine, turnOf } from "../thought/reception.js";
import { icon } from "./icons.js";
import { after } from "./reception_after.js";
import { booking } from "./reception_people.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLSelectElement} */ (event.target).value;

/** @param {View} view */
export function check(view) {
  const { t, check: held, on, own, reception } = view;
  if (!reception) return nothing;
  const seats = reception.sites.filter((site) => site.mine);
  const why = !seats.length ? t("noSite") : held.agreed ? "" : t("mustAgree");
  return html`<section class="door panel check" aria-labelledby="check-title"><div class="look">
      <div class="vid">${own.camera ? html`<video class="own" data-seat="self" data-kind="camera" autoplay playsinline muted></video>`
        : html`<div class="blind"><span>${held.isBusy ? t("loading") : t("noCamera")}</span></div>`}
        <p class="tag a"><span>${t("preview")}</span></p></div>
      <p class="meter"><span>${t("micLevel")}</span><span class="track" role="meter" aria-label=${t("micLevel")} aria-valuemin="0" aria-valuemax="100"
        aria-valuenow=${Math.round(held.level * 100)}><s .style=${`--part: ${held.level}`}></s></span>
        <b class=${held.heard ? "ok" : ""}>${own.mic ? t(held.heard ? "micWorks" : "micQuiet") : t("none")}</b></p></div>
    <div class="ask"><h2 id="check-title">${t("checkTitle")}</h2><p class="dim">${t("checkWhy")}</p>
      ${trouble("mic", held.micProblem, t)}${trouble("camera", held.cameraProblem, t)}
      ${held.micProblem && !own.mic ? html`<p class="dim">${t("enterAnyway")}</p>` : nothing}
      <label>${t("yourSite")}<select name="site" ?disabled=${seats.length < 2} @change=${(/** @type {Event} */ event) => on.site(valueOf(event))}>
        ${seats.map((site) => html`<option value=${site.level} ?selected=${site.level === held.site}>${t(`${site.level}Site`)} · ${site.name}</option>`)}</select></label>
      ${chooser("mic", held.mics, held.mic, t("chooseMic"), view)}${chooser("camera", held.cameras, held.camera, t("chooseCamera"), view)}
      <p class="row"><button class="btn" @click=${on.test}>${icon("wave")}${t("testSpeaker")}</button>
        <button class="btn" ?disabled=${held.isBusy} @click=${on.again}>${icon("retry")}${t("again")}</button></p>
      <label class="agree"><input type="checkbox" name="agree" .checked=${live(held.agreed)}
        @change=${(/** @type {Event} */ event) => on.agree(/** @type {HTMLInputElement} */ (event.target).checked)}><span>${t("consent")}</span></label>
      <p class="row"><button id="enter" class="btn go" ?disabled=${why !== "" || view.phase === "entering" || held.isBusy} @click=${on.enter}>
        ${t(view.phase === "entering" ? "entering" : "enter")}<kbd>↵</kbd></button><span class="dim">${why}</span></p>${booking(view)}</div></section>`;
}

/** @param {"mic" | "camera"} kind @param {string} why @param {View["t"]} t */
const trouble = (kind, why, t) => (why ? html`<p class="trouble" role="alert" data-trouble=${kind}>${icon(`${kind === "mic" ? "mic" : "video"}-off`)}
  <span>${t(`${kind}_${why}`)}</span></p>` : nothing);

/** @param {"mic" | "camera"} kind @param {{ id: string, label: string }[]} all @param {string} chosen @param {string} label @param {View} view */
const chooser = (kind, all, chosen, label, { t, on }) => (all.length < 2 ? nothing : html`<label>${label}<select name=${kind}
  @change=${(/** @type {Event} */ event) => on.device(kind, valueOf(event))}><option value="">${t("anyDevice")}</option>
  ${all.map(({ id, label: name }) => html`<option value=${id} ?selected=${id === chosen}>${name || id.slice(0, 6)}</option>`)}</select></label>`);

/** @param {View} view */
export function gate(view) {
  const { t, hall, reception, now, own } = view;
  const turn = turnOf(hall);
  const isHeld = mine(hall)?.held ?? false;
  const why = isHeld ? t("gateHeld") : turn?.estimate_minutes ? t("gateEstimate", { n: turn.estimate_minutes }) : t("gateNoEstimate");
  return html`<section class="door panel gate" role="status"><div class="look"><div class="vid">${own.camera
      ? html`<video class="own" data-seat="self" data-kind="camera" autoplay playsinline muted></video>`
      : html`<div class="blind"><span>${t("noCamera")}</span></div>`}<p class="tag a"><span>${t("preview")}</span></p></div></div>
    <div class="ask"><h2>${t("gateTitle")}</h2>${turn?.place ? html`<p class="turn">${t("place1", { n: turn.place })}</p>` : nothing}
      <p>${why}</p><p class="dim">${t("gateWhy")}</p>
      ${reception ? html`<p class="dim">${t("startsAt", { time: dayAndTime(instant(reception.starts_at), now) })}</p>` : nothing}</div></section>`;
}

/** Outside, and why. @param {View} view */
export function outside(view) {
  const { t, on, why, canReturn, isGuest, reception } = view;
  const next = encodeURIComponent(location.pathname + location.search);
  return html`<section class="door panel over" role="alert"><div class="ask"><p class="why">${why}</p>
    ${reception && OVER.includes(reception.state) ? after(view) : nothing}
    <p class="row">${canReturn ? html`<button id="return" class="btn go" @click=${on.back}>${t(why === t("replaced") ? "replacedAct" : "enterAgain")}</button>` : nothing}
      ${why === t("signedOut") && !isGuest ? html`<a class="btn go" href=${`/signin?ended&next=${next}`}>${t("signInAgain")}</a>` : nothing}
      ${isGuest ? nothing : html`<a class="btn" href=${reception && view.file ? `/desk?case=${reception.case}` : "/desk"}>${t("back")}</a>`}</p></div></section>`;
}
