// A new case in twelve fields, made for the keyboard; the title is suggested and stays editable.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { frame } from "./desk_sheet.js";
import { hasReference } from "../thought/intake.js";
import { people } from "./desk_people.js";
import { area, choice, finder, level, line, number, photos } from "./form.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/desk.js").NewSheet} NewSheet */

/** @param {NewSheet} held @param {View} view */
export function newSheet(held, view) {
  const { t, lists, form, on } = view;
  const { values, problems } = held;
  const label = (/** @type {string} */ name, more = {}) => ({ name, label: t(`new_${name}`), problem: problems[name] ?? "", ...more });
  const content = html`${held.isRestored ? html`<p class="restored" role="status">${t("restored")}
      <button type="button" class="plain" @click=${on.discard}>${t("discard")}</button></p>` : nothing}
    <div class="grid new">
    ${choice(label("kind", { first: true }), lists.taxonomy.kinds.map(({ code }) => ({ code, name: lists.name("kinds", code) })), values.kind, form)}
    ${finder(label("type", { note: typeNote(held, view) }), held.combos.type, form, t("noType"))}
    ${finder(label("place", { note: values.place ? "" : t("placeHint") }), held.combos.place, form, t("noPlace"))}
    ${area(label("words"), values.words, form, 5000)}
    ${line(label("spot"), values.spot, form, { most: 60 })}
    ${number(label("headcount"), values.headcount, form)}
    ${level(label("level"), values.level, form, t)}
    ${choice(label("difficulty"), [{ code: "", name: t("byType") }, ...lists.taxonomy.difficulties.map(({ code, days }) => ({
      code, name: html`${lists.name("difficulties", code)}<small>${t("daysShort", { n: days })}</small>` }))], values.difficulty, form)}
    ${line(label("name", { note: t("sealedNote") }), values.name, form, { most: 40 })}
    ${line(label("phone"), values.phone, form, { most: 30, inputmode: "tel" })}
    ${channel(values.channel, view)}
    ${hasReference(values.channel) ? line(label("reference"), values.reference, form, { most: 40 }) : nothing}
    ${line(label("title", { note: titleNote(held, view) }), values.title, form, { most: 60 })}
    ${people(held, view)}
    ${photos(held.photos, form, t, problems.photos)}
    </div><p class="bad" role="alert" ?hidden=${!held.said}>${held.said}</p>`;
  return frame(view, t("newCase"), content, html`<span class="q">${t("keptHere")}</span><span class="gap"></span>
    <button type="button" class="btn2" @click=${on.close}>${t("cancel")}<kbd>Esc</kbd></button>
    <button type="submit" class="btn2 go" ?disabled=${held.isBusy}>${t(held.isBusy ? "sending" : "register")}<kbd>Ctrl ↵</kbd></button>`, "large");
}

/** @param {NewSheet} held @param {View} view */
function titleNote({ values, suggested }, { t }) {
  if (suggested && values.title === suggested) return t("titleSuggested");
  return values.title ? t("titlePublic") : t("titleWaits");
}

/** @param {NewSheet} held @param {View} view */
function typeNote({ values }, { t, lists }) {
  const type = lists.type(values.type);
  if (!type) return "";
  return type.no_point ? t("typeHidden") : t("typeUsual", { name: lists.name("difficulties", type.difficulty) });
}

/** @param {string} value @param {View} view */
function channel(value, { t, lists, form }) {
  return html`<div class="field"><label for="f-channel">${t("new_channel")}</label>
    <select id="f-channel" name="channel" .value=${live(value)}
      @change=${(/** @type {Event} */ event) => form.set("channel", /** @type {HTMLSelectElement} */ (event.target).value)}>
      ${lists.taxonomy.channels.map(({ code }) => html`<option .value=${String(code)} ?selected=${code === value}>${lists.name("channels", code)}</option>`)}
    </select><p class="why"></p></div>`;
}
