// The strip of the outcome: commitments with agency, person and date, or a conclusion; what is
// still missing stands in words.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { repeat } from "../../vendor/lit-html-3.3.3/directives/repeat.js";
import { dayKey } from "../thought/format.js";
import { MOST_ROWS, complete, labelOf, lacks, named } from "../thought/outcome.js";
import { icon } from "./icons.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */
/** @typedef {import("../types/reception.js").Commitment} Commitment */

/** @param {Event} event */
const textOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** @param {View} view */
export function outcome(view) {
  const { t, draft, now } = view;
  const today = dayKey(now);
  const ready = complete(draft, today);
  const said = [...draft.conclusion.trim()].length >= 2;
  return html`<section class="out panel" aria-labelledby="outcome-title"><header class="hd"><h2 id="outcome-title">${t("outcome")}</h2>
      <span class="gap"></span><span class="q">${t("needed")}</span>
      <span class="need">${mark(draft.commitments.length > 0 && ready === draft.commitments.length)}${t("rowsReady", { n: ready, all: draft.commitments.length })}</span>
      <span class="need">${mark(said)}${t(said ? "conclusionReady" : draft.commitments.length ? "conclusionOr" : "conclusionNot")}</span></header>
    <datalist id="agencies">${view.agencies.map((one) => html`<option value=${labelOf(view.agencies, one)}>${one.name}</option>`)}</datalist>
    <div class="rows">${draft.commitments.length ? html`<div class="crow names" aria-hidden="true"><span></span><span>${t("commitWords")}</span><span>${t("agency")}</span><span>${t("who")}</span><span>${t("until")}</span></div>` : nothing}
      ${repeat(draft.commitments, ({ key }) => key, (row, index) => commitment(row, index, view))}
      <button type="button" class="add" ?disabled=${draft.commitments.length >= MOST_ROWS} @click=${view.on.addRow}>
        ${icon("report")}${t("addRow")}<kbd>A</kbd><span class="gap"></span><small>${t("becomesTasks")}</small></button>
      <label class="concl"><span>${t("conclusion")}</span><textarea name="conclusion" rows="2" maxlength="2000"
        placeholder=${t("conclusionHint")} .value=${live(draft.conclusion)}
        @input=${(/** @type {Event} */ event) => view.on.conclude(textOf(event))}></textarea></label></div></section>`;
}

/** @param {View["agencies"]} agencies @param {string} id */
function chosen(agencies, id) {
  const one = agencies.find((agency) => agency.id === id);
  return one ? labelOf(agencies, one) : "";
}

/** @param {boolean} isReady */
const mark = (isReady) => (isReady ? html`<span class="ok">${icon("tick")}</span>` : html`<i class="hole"></i>`);

/** @param {Commitment} row @param {number} index @param {View} view */
function commitment(row, index, view) {
  const { t, on, agencies, officers, now } = view;
  const missing = lacks(row, dayKey(now));
  const told = (/** @type {keyof Commitment} */ name) => (/** @type {Event} */ event) => on.row(row.key, { [name]: textOf(event) });
  const hole = (/** @type {string} */ name) => (missing.includes(name) ? "hole-in" : "");
  const people = (officers.get(row.agency) ?? []).filter(({ can_sign: able }) => able);
  return html`<div class="crow"><span class="n">${index + 1}</span>
    <input name="words-${row.key}" class=${hole("words")} maxlength="500" placeholder=${t("commitWords")} aria-label=${t("commitWords")}
      .value=${live(row.words)} @input=${told("words")}>
    <input name="agency-${row.key}" list="agencies" class=${hole("agency")} autocomplete="off" placeholder=${t("chooseAgency")} aria-label=${t("agency")}
      .value=${live(row.sought ?? chosen(agencies, row.agency))} @input=${(/** @type {Event} */ event) =>
        on.row(row.key, { sought: textOf(event), agency: named(agencies, textOf(event)) })}>
    <select name="officer-${row.key}" class=${hole("officer")} aria-label=${t("who")} ?disabled=${!row.agency} .value=${live(row.officer)} @change=${told("officer")}>
      <option value="" ?selected=${row.officer === ""}>${t("chooseWho")}</option>
      ${people.map(({ account, name }) => html`<option value=${account} ?selected=${row.officer === `${account}`}>${name}</option>`)}</select>
    <input name="due-${row.key}" type="date" class=${hole("due")} aria-label=${t("until")} min=${dayKey(now)} .value=${live(row.due)} @input=${told("due")}>
    <span class="s">${missing.length ? html`<i class="hole"></i>${missing.includes("past") ? t("rowPast") : missing.includes("far") ? t("rowFar") : t("rowLacks", { n: missing.length })}`
      : html`<span class="ok">${icon("tick")}${t("rowReady")}</span>`}</span>
    <button type="button" class="plain x" aria-label=${t("dropRow", { n: index + 1 })} @click=${() => on.dropRow(row.key)}>×</button></div>`;
}
