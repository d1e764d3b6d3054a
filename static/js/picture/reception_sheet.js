// What lies over a reception: begin with a reason, end, record the outcome, change
// the booking or the people, the keys.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { lacksOf } from "../thought/appointment.js";
import { instant } from "../thought/format.js";
import { mine, missing } from "../thought/reception.js";
import { fields } from "./appointment.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */

/** @param {View} view */
export function sheet(view) {
  switch (view.sheet?.kind) {
    case "begin": return beginSheet(view);
    case "end": return frame(view, "endTitle", html`<p class="ask">${view.t("endAsk")}</p>`, "endSite");
    case "close": return closeSheet(view);
    case "noshow": return changeSheet(view, "noshow", "noShow");
    case "move": return changeSheet(view, "move", "move");
    case "cancel": return changeSheet(view, "cancel", "calloff");
    case "companions": return companionSheet(view);
    case "ask": return personSheet(view, false);
    case "handover": return personSheet(view, true);
    case "leave": return frame(view, "leaveTitle", html`<p class="ask">${view.t("leaveAsk")}</p>`, "leave");
    default: return helpSheet(view);
  }
}

/** @param {View} view @param {string} title @param {unknown} content @param {string} act */
function frame(view, title, content, act) {
  const { t, on } = view;
  const stop = (/** @type {Event} */ event) => event.preventDefault();
  return html`<dialog class="sheet" aria-labelledby="sheet-title" @cancel=${(/** @type {Event} */ event) => { stop(event); on.close(); }}>
    <form method="dialog" novalidate @submit=${(/** @type {Event} */ event) => { stop(event); on.submit(); }}>
      <header><h2 id="sheet-title">${t(title)}</h2><button type="button" class="plain x" aria-label=${t("close")} @click=${on.close}>×</button></header>
      <div class="body">${content}</div>
      <footer><span class="gap"></span>${act === "" ? nothing : html`<button type="button" class="btn2" @click=${on.close}>${t("cancel")}<kbd>Esc</kbd></button>`}
        <button type="submit" class="btn2 go" autofocus ?disabled=${view.isBusy}>${t(act || "close")}<kbd>Ctrl ↵</kbd></button></footer></form></dialog>`;
}

/** @param {View} view @param {boolean} isNeeded */
function reason(view, isNeeded) {
  const said = view.sheet?.reason ?? "";
  const lacks = isNeeded && [...said.trim()].length < 2;
  return html`<div class="field wide ${lacks ? "wrong" : ""}"><label for="reason">${view.t("reason")}</label><textarea id="reason" rows="3" maxlength="200"
    .value=${live(said)} @input=${(/** @type {Event} */ event) => view.on.change({ reason: /** @type {HTMLInputElement} */ (event.target).value })}></textarea>
    <p class="why">${lacks ? view.t("needReason") : ""}</p></div>`;
}

/** @param {View} view */
function beginSheet(view) {
  const { t, hall, reception } = view;
  const gone = missing(hall, reception);
  const names = gone.map((level) => t(`${level}Site`)).join("、");
  return frame(view, "beginTitle", gone.length
    ? html`<p class="ask">${t("beginMissing", { sites: names })}</p>${reason(view, true)}` : html`<p class="ask">${t("beginAll")}</p>`, "begin");
}

/** @param {View} view */
function closeSheet(view) {
  const { t, draft, agencies, officers } = view;
  const nameOf = (/** @type {string} */ id) => agencies.find((one) => one.id === id)?.short_name ?? id;
  return frame(view, "closeTitle", html`<p class="ask">${t("closeAsk")}</p><ol class="sum">${draft.commitments.map((row) => html`<li><b>${row.words}</b>
      <span class="q">${nameOf(row.agency)} · ${officers.get(row.agency)?.find(({ account }) => `${account}` === row.officer)?.name ?? ""} · ${row.due}</span></li>`)}</ol>
    ${draft.conclusion.trim() ? html`<p>${t("closeConclusion")}${draft.conclusion}</p>` : nothing}`, "endReady");
}

/** Another time, off, or nobody came. @param {View} view @param {import("../thought/appointment.js").Kind} kind @param {string} word */
function changeSheet(view, kind, word) {
  const { t, sheet: held, reception, on, now } = view;
  if (!held || !reception) return nothing;
  const lacks = held.isTried ? lacksOf(kind, held, now, instant(reception.starts_at)) : [];
  return frame(view, `${word}Title`, fields(kind, held, lacks, t, on.change), word);
}

/** Somebody more, another site, another chair. @param {View} view @param {boolean} isChair */
function personSheet(view, isChair) {
  const { t, sheet: held, reception, agencies, officers, on, me } = view;
  if (!held || !reception) return nothing;
  const site = reception.sites.find(({ level }) => level === held.site);
  const centre = `c${site?.place ?? ""}`;
  const people = (officers.get(held.agency) ?? []).filter((one) => (isChair ? one.can_host && one.account !== me?.account : one.can_attend));
  const told = (/** @type {string} */ name) => (/** @type {Event} */ event) => on.change({ [name]: /** @type {HTMLSelectElement} */ (event.target).value });
  return frame(view, isChair ? "handoverTitle" : "askTitle", html`<p class="ask">${t(isChair ? "handoverNote" : "askNote")}</p>
    ${isChair ? nothing : html`<div class="field wide"><label for="site">${t("yourSite")}</label><select id="site" .value=${live(held.site)} @change=${told("site")}>
        ${reception.sites.map(({ level, name }) => html`<option value=${level} ?selected=${level === held.site}>${t(`${level}Site`)} · ${name}</option>`)}</select></div>
      <div class="field wide"><label for="agency">${t("agency")}</label><select id="agency" .value=${live(held.agency)} @change=${told("agency")}>
        <option value=${centre} ?selected=${held.agency === centre}>${site?.name ?? ""}</option>
        ${agencies.filter(({ id }) => id !== centre).map(({ id, short_name: name }) => html`<option value=${id} ?selected=${id === held.agency}>${name}</option>`)}</select></div>`}
    <div class="field wide ${held.isTried && !held.account ? "wrong" : ""}"><label for="account">${t("who")}</label><select id="account" .value=${live(held.account)} @change=${told("account")}>
      <option value="" ?selected=${held.account === ""}>${t("chooseWho")}</option>
      ${people.map(({ account, name }) => html`<option value=${account} ?selected=${held.account === `${account}`}>${name}</option>`)}</select>
      <p class="why">${held.isTried && !held.account ? t("chooseWho") : ""}</p></div>`, isChair ? "handover" : "ask");
}

/** Who sits before our camera beside us, and what each says. @param {View} view */
function companionSheet(view) {
  const { t, sheet: held, hall, on } = view;
  const lacks = held?.isTried && !held.label.trim();
  return frame(view, "companionsTitle", html`<p class="ask">${t("companionsNote")}</p>
    <ul class="beside">${(mine(hall)?.companions ?? []).map((one) => html`<li><b>${one.label}</b><span class="q">${t(one.given ? "saidYes" : "saidNo")}</span><span class="gap"></span>
      <button type="button" class="btn2" @click=${() => on.companion({ id: one.id, given: !one.given })}>${t(one.given ? "withdraw" : "giveAgain")}</button>
      <button type="button" class="btn2" @click=${() => on.companion({ id: one.id, given: one.given, left: true })}>${t("hasLeft")}</button></li>`)}</ul>
    <div class="field wide ${lacks ? "wrong" : ""}"><label for="label">${t("whoBeside")}</label><input id="label" type="text" maxlength="30" autocomplete="off" placeholder=${t("besideHint")}
      .value=${live(held?.label ?? "")} @input=${(/** @type {Event} */ event) => on.change({ label: /** @type {HTMLInputElement} */ (event.target).value })}>
      <p class="why">${lacks ? t("whoBeside") : ""}</p></div>`, "addBeside");
}

/** @param {View} view */
function helpSheet(view) {
  const { t } = view;
  const keys = [["M", "keyMic"], ["V", "keyCamera"], ["S", "keyShare"], ["H", "keyHand"], ["C", "keyChat"], ["I", "keyCase"], ["W", "keyWaiting"], ["N", "keyCall"],
    ["B", "begin"], ["P", "pause"], ["A", "addRow"], ["E", "end"], ["F", "keyLarge"], ["L", "keyLanguage"], ["D", "keyTheme"], ["?", "help"], ["Esc", "keyClose"]];
  return frame(view, "help", html`<ul class="keylist">${keys.map(([key, word]) => html`<li><kbd>${key}</kbd>${t(word)}</li>`)}</ul><p class="q">${t("keysNote")}</p>`, "");
}
