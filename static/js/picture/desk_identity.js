// Sheets of names and numbers: find a person's cases by a whole number, open one masked field.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { choice, line } from "./form.js";
import { frame } from "./desk_sheet.js";

/** @typedef {import("../types/desk.js").DeskView} View */

const WAYS = ["phone", "id_number"];
const WHY_FIND = ["answer", "contact", "verify", "emergency"];
const WHY_OPEN = ["contact", "verify", "follow_up", "deliver", "emergency"];
const FIELDS = /** @type {const} */ (["name", "phone", "id_number", "address"]);

/** @param {View} view @param {string[]} codes @param {string} value @param {Record<string, string>} problems */
const purpose = ({ t, on }, codes, value, problems) => choice({ name: "purpose", label: t("purposeIs"), problem: problems.purpose ?? "", note: t("onRecord") },
  codes.map((code) => ({ code, name: t(`purpose_${code}`) })), value, /** @type {any} */ ({ set: on.identity }));

/** @param {import("../types/desk.js").LookupSheet} held @param {View} view */
export function lookupSheet(held, view) {
  const { t, on } = view;
  const form = /** @type {any} */ ({ set: on.identity });
  const content = html`<p class="ask">${t("lookupAsk")}</p><div class="grid">
    ${choice({ name: "by", label: t("lookupBy"), first: true }, WAYS.map((code) => ({ code, name: t(`field_${code}`) })), held.by, form)}
    ${line({ name: "value", label: t("lookupValue"), problem: held.problems.value ?? "", note: t("lookupWhole") }, held.value, form, { most: 30 })}
    ${purpose(view, WHY_FIND, held.purpose, held.problems)}</div>
    <div role="status">${held.found ? found(held.found, view) : nothing}</div>
    <p class="bad" role="alert" ?hidden=${!held.said}>${held.said}</p>`;
  return frame(view, t("lookup"), content, html`<span class="q">${held.found ? t("lookupLeft", { n: held.found.left }) : t("lookupQuota")}</span><span class="gap"></span>
    <button type="button" class="btn2" @click=${on.close}>${t("close")}<kbd>Esc</kbd></button>
    <button type="submit" class="btn2 go" ?disabled=${held.isBusy}>${t(held.isBusy ? "sending" : "lookupGo")}<kbd>Ctrl ↵</kbd></button>`);
}

/** @param {import("../types/file.js").Looked} looked @param {View} view */
function found({ cases, elsewhere, more }, { t, on }) {
  if (!cases.length && !elsewhere.length) return html`<p class="empty">${t("lookupNone")}</p>`;
  return html`<ul class="near looked" aria-label=${t("lookupFound")}>${cases.map((one) => html`<li>
      <button type="button" class="plain" @click=${() => { on.close(); on.open(one.case); }}>${one.receipt}</button></li>`)}
    ${elsewhere.map(({ name, count }) => html`<li>${t("lookupElsewhere", { name, n: count })}</li>`)}</ul>
    ${more ? html`<p class="q">${t("lookupMore")}</p>` : nothing}`;
}

/** @param {import("../types/desk.js").RevealSheet} held @param {View} view */
export function revealSheet(held, view) {
  const { t, lists, on } = view;
  const { party, field } = held;
  const who = `${lists.name("person_parts", party.part)} ${party.name || t("unnamed")}`;
  const content = held.value
    ? html`<p class="opened"><span class="q">${who} · ${t(`field_${field}`)}</span><b id="opened-value">${held.value}</b></p>
      <p class="q">${t("openedLeft", { n: held.left ?? 0 })}</p>`
    : html`<p class="ask">${t("revealAsk", { who, field: t(`field_${field}`) })}</p>
      ${purpose(view, WHY_OPEN, held.purpose, held.problems)}`;
  return frame(view, t("reveal"), html`${content}<p class="bad" role="alert" ?hidden=${!held.said}>${held.said}</p>`,
    html`<span class="q">${t("onRecord")}</span><span class="gap"></span><button type="button" class="btn2" @click=${on.close}>${t("close")}<kbd>Esc</kbd></button>
    ${held.value ? nothing : html`<button type="submit" class="btn2 go" ?disabled=${held.isBusy}>${t(held.isBusy ? "sending" : "reveal")}<kbd>Ctrl ↵</kbd></button>`}`);
}

/** Somebody's masked fields, each with the way to open it. @param {import("../types/file.js").FileParty} party @param {View} view */
export function masked(party, { t, on }) {
  return html`${FIELDS.filter((name) => party[name]).map((name) => html`<span class="masked"><span>${party[name]}</span>${
    isOpen(party, name) ? nothing : html`<button class="plain" aria-label=${`${t("reveal")} ${t(`field_${name}`)}`}
      @click=${() => on.reveal(party, name)}>${t("reveal")}</button>`}</span>`)}`;
}

/** Name and code of an organisation are told in full. @param {import("../types/file.js").FileParty} party @param {string} name */
const isOpen = (party, name) => party.nature === "organisation" && (name === "name" || name === "id_number");
