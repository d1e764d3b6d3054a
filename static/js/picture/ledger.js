// The page of ledgers, drawn from its view: a file on trial, its columns, its faults, imports.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { bar, field, rooms, said, when } from "./account.js";

/** @typedef {{ line: number, column: string, heading: string, words: string }} Fault */
/** @typedef {{ sheet: string, total: number, good: number, faulty: number, known: number,
 *   layout: string, headings: { heading: string, column: string }[], faults: Fault[],
 *   notes: { line: number, words: string }[] }} Checked */
/** @typedef {{ import: number, name: string, source: string, total: number, faulty: number,
 *   known: number, taken: number, begun: string, changed: string, finished: string | null, by: string }} Import */
/** @typedef {import("./account.js").Frame & { me: any, items: Import[] | null, language: string,
 *   columns: { column: string, name: string, name_en: string, needed: boolean }[],
 *   checked: Checked | null, isBusy: boolean, now: number, isForeign: boolean,
 *   problems: Record<string, string>, on: import("./account.js").Frame["on"] & Record<string, any> }} View */

const SHOWN = 200;
const SILENT = 60_000; // ms without a row: nobody works on it any more

/** @param {View} view @param {HTMLElement} root */
export function drawLedger(view, root) {
  const { t, me, items, isForeign, checked } = view;
  render(html`${bar(view, t("heading"), rooms(view, me, "/ledger"))}
    <main class="lane">${said(view)}
      ${items ? html`${asking(view)}${checked ? outcome(view, checked) : nothing}${listed(view, items)}`
      : html`<p class="empty" role="status">${t(isForeign ? "notFound" : "loading")}</p>`}</main>`, root);
}

/** @param {View} view */
function asking({ t, problems, isBusy, on }) {
  return html`<section class="panel card"><p class="note">${t("why")}</p>
    <form class="form" method="post" id="ask" novalidate @submit=${on.check}>
      <div class="field"><label for="in-file">${t("file")}</label>
        <input id="in-file" name="file" type="file" accept=".xlsx" @change=${on.chosen} class=${problems.file ? "wrong" : ""}
          aria-invalid=${problems.file ? "true" : "false"} aria-describedby="in-file-why">
        <p class="why ${problems.file ? "bad" : ""}" id="in-file-why">${problems.file ?? ""}</p></div>
      ${field({ name: "source", label: t("source"), note: t("sourceHint"), max: 60, problem: problems.source })}
      <p class="acts"><button type="submit" class="go" ?disabled=${isBusy}>${t("check")}</button></p></form></section>`;
}

/** @param {View} view @param {Checked} checked */
function outcome(view, checked) {
  const { t, isBusy, on } = view;
  return html`<section class="panel card" id="outcome"><h2>${checked.sheet}</h2>
    ${checked.total ? html`<p id="counts">${t("counts", { sheet: checked.sheet, total: checked.total, good: checked.good, faulty: checked.faulty, known: checked.known })}</p>` : nothing}${columns(view, checked)}
    ${checked.total ? faults(view, checked) : nothing}
    ${checked.notes.length ? html`<h3>${t("notesTitle")}</h3><ul class="lines">${checked.notes.map((note) =>
      html`<li><b>${t("line", { n: note.line })}</b> <span>${note.words}</span></li>`)}</ul>` : nothing}
    <p class="acts"><button type="button" class="go" id="import" ?disabled=${isBusy || !checked.good} @click=${on.take}>
      ${checked.good ? t("importIt", { n: checked.good }) : t("nothingToImport")}</button></p></section>`;
}

/** @param {View} view @param {Checked} checked */
function columns({ t, isBusy, language, columns: known, on, problems }, { headings, total }) {
  return html`<details id="columns" ?open=${!total || Boolean(problems.columns)}><summary>${t("columnsTitle")}</summary>
    <p class="note">${t("columnsWhy")}</p>
    <form class="form" method="post" novalidate @submit=${on.keepColumns}>${headings.map(({ heading, column }, at) => html`<div
      class="field"><label for=${`in-column-${at}`}>${heading}</label>
      <select id=${`in-column-${at}`} data-heading=${heading}><option value="">${t("nothingOfOurs")}</option>
        ${known.map((one) => html`<option value=${one.column} ?selected=${one.column === column}>${
          language === "en" ? one.name_en : one.name}</option>`)}</select></div>`)}
      <p class="why bad" id="in-columns" tabindex="-1">${problems.columns ?? ""}</p>
      <p class="acts"><button type="submit" class="plain" ?disabled=${isBusy}>${t("keepColumns")}</button></p></form></details>`;
}

/** @param {View} view @param {Checked} checked */
function faults({ t, isBusy, on }, { faulty, faults: told }) {
  if (!faulty) return html`<p class="note">${t("noFaults")}</p>`;
  return html`<h3>${t("faultsTitle")}</h3>
    <ul class="lines" id="faults" tabindex="0" aria-label=${t("faultsTitle")}>${told.map((one) => html`<li><b>${t("line", { n: one.line })}</b>
      <span>${one.heading}</span> <span>${one.words}</span></li>`)}</ul>
    ${told.length >= SHOWN ? html`<p class="note">${t("faultsMore", { n: SHOWN })}</p>` : nothing}
    <p class="acts"><button type="button" class="plain" id="faulty" ?disabled=${isBusy} @click=${on.takeFaulty}>${t("takeFaulty")}</button></p>`;
}

/** @param {View} view @param {Import[]} items */
function listed(view, items) {
  const { t } = view;
  return html`<section class="panel card" aria-labelledby="list-title"><h2 id="list-title">${t("listTitle")}</h2>
    ${items.length ? html`<ul class="list" id="imports">${items.map((one) => line(one, view))}</ul>`
    : html`<p class="empty">${t("listNone")}</p>`}</section>`;
}

/** @param {Import} one @param {View} view */
function line(one, { t, now }) {
  const of = one.total - one.faulty - one.known;
  const isRunning = !one.finished && now - Date.parse(one.changed) < SILENT;
  const state = one.finished ? "finished" : isRunning ? "running" : "cut";
  return html`<li data-import=${one.import} data-state=${state}><div><b>${one.name || one.import}</b>
      <span>${[one.source, t("importBy", { name: one.by, date: when(one.begun, now) }), one.faulty ? t("faultyIs", { n: one.faulty }) : "",
        state === "cut" ? t("cutWhy") : ""].filter(Boolean).join(" · ")}</span>
      <progress max=${Math.max(of, 1)} value=${of ? one.taken : 1} aria-label=${t("progress")}></progress>
      <span>${t("progressIs", { taken: one.taken, of })}</span></div>
    <small class="tag">${t(state)}</small></li>`;
}
