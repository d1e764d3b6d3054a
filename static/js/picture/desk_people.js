// Who else a new case concerns, behind one button: a simple case shows none of it.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { MOST_SPEAKING, blankParty, changedParty, speaking } from "../thought/intake.js";
import { line } from "./form.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/desk.js").NewSheet} NewSheet */
/** @typedef {import("../thought/intake.js").Party} Party */

const MOST = 40;

/** @param {NewSheet} held @param {View} view */
export function people({ values, problems }, view) {
  const { t, form, lists } = view;
  const isOpen = Boolean(values.isMore || problems.id_number || problems.address || problems.parties);
  const label = (/** @type {string} */ name, more = {}) => ({ name, label: t(`new_${name}`), problem: problems[name] ?? "", ...more });
  const idLabel = { label: t(values.nature === "organisation" ? "new_credit_code" : "new_id_number") };
  return html`<details class="wide people" ?open=${isOpen}
      @toggle=${(/** @type {Event} */ event) => form.set("isMore", /** @type {HTMLDetailsElement} */ (event.currentTarget).open)}>
    <summary>${t("morePeople")}${values.parties.length ? html` <b>${values.parties.length}</b>` : nothing}</summary>
    <div class="row-of"><p class="lone">${t("new_reporterIs")}</p>
      ${select("nature", t("new_nature"), lists.taxonomy.natures, values.nature, view, (value) => form.set("nature", value))}
      ${line(label("id_number", idLabel), values.id_number, form, { most: 30 })}
      ${line(label("address"), values.address, form, { most: 100 })}</div>
    ${values.parties.map((/** @type {Party} */ one, /** @type {number} */ index) => party(one, index, values, view))}
    <p class="why ${problems.parties ? "wrong" : ""}" role="status">${problems.parties
      || (speaking(values.parties) > MOST_SPEAKING ? t("tooManySpeak", { n: speaking(values.parties) }) : t("sealedLaneNote"))}</p>
    <button type="button" class="btn2 more" ?hidden=${values.parties.length >= MOST}
      @click=${() => form.set("parties", [...values.parties, blankParty()])}>${t("addParty")}</button>
  </details>`;
}

/**
 * What one field tells is put into the parties as they stand then, not as they were last drawn: two
 * fields may change between two frames.
 * @param {Party} one @param {number} index @param {import("../types/file.js").Values} values @param {View} view
 */
function party(one, index, values, view) {
  const { t, form, lists } = view;
  const set = (/** @type {string} */ name, /** @type {string} */ value) => form.set("parties", changedParty(values.parties, index, name, value));
  const inner = { ...form, set: (/** @type {string} */ name, /** @type {string} */ value) => set(name.split("-")[2], value) };
  const field = (/** @type {"name" | "phone" | "id_number" | "address"} */ name, /** @type {string} */ word, more = {}) =>
    line({ name: `party-${index}-${name}`, label: t(word) }, one[name], inner, more);
  const parts = lists.taxonomy.person_parts.filter(({ code }) => code !== "reporter");
  const isFirm = one.nature === "organisation";
  return html`<fieldset class="row-of party"><legend>${t("partyNumber", { n: index + 1 })}</legend>
    ${select(`party-${index}-part`, t("new_part"), parts, one.part, view, (value) => set("part", value))}
    ${select(`party-${index}-nature`, t("new_nature"), lists.taxonomy.natures, one.nature, view, (value) => set("nature", value))}
    ${field("name", isFirm ? "new_firm" : "new_party_name", { most: 40 })}
    ${field("phone", "new_party_phone", { most: 30, inputmode: "tel" })}
    ${field("id_number", isFirm ? "new_credit_code" : "new_id_number", { most: 30 })}
    ${field("address", "new_address", { most: 100 })}
    <button type="button" class="plain" aria-label=${`${t("drop")} ${t("partyNumber", { n: index + 1 })}`}
      @click=${() => form.set("parties", values.parties.filter((/** @type {Party} */ _, /** @type {number} */ at) => at !== index))}>×</button></fieldset>`;
}

/**
 * @param {string} name @param {string} label @param {import("../types/file.js").Term[]} terms @param {string} value
 * @param {View} view @param {(value: string) => void} told
 */
function select(name, label, terms, value, { lists }, told) {
  return html`<div class="field"><label for=${`f-${name}`}>${label}</label>
    <select id=${`f-${name}`} name=${name} .value=${live(value)}
      @change=${(/** @type {Event} */ event) => told(/** @type {HTMLSelectElement} */ (event.target).value)}>
      ${terms.map(({ code, zh, en }) => html`<option .value=${String(code)} ?selected=${code === value}>${lists.language === "zh" ? zh : en}</option>`)}
    </select><p class="why"></p></div>`;
}
