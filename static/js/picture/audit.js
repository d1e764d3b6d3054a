// The auditor's page, drawn from its view: how far the chain is, filters, rows.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { detailLine } from "../thought/audit.js";
import { dayKey, grouped, instant, longTime } from "../thought/format.js";
import { DEEDS } from "../thought/words_audit.js";
import { bar, choice, field, said } from "./account.js";

/** @typedef {import("../thought/audit.js").Row} Row */
/** @typedef {import("./account.js").Frame & { me: any, items: Row[] | null, next: number | null,
 *   chain: any, wish: import("../thought/audit.js").Wish, problems: Record<string, string>,
 *   isBusy: boolean, on: import("./account.js").Frame["on"] & Record<string, any> }} View */

const COLUMNS = ["row", "at", "what", "by", "unit", "case", "target", "purpose", "detail"];

/** @param {View} view @param {HTMLElement} root */
export function drawAudit(view, root) {
  const { t, me, items } = view;
  render(html`${bar(view, t("heading"), me ? html`<p class="who"><b>${me.name}</b></p>
      <a class="quiet" href="/me">${t("mine")}</a>` : nothing)}
    <main>${said(view)}
      ${view.chain ? chain(view) : nothing}
      ${items ? rows(view, items) : html`<p class="empty" role="status">${t(me && !view.chain && view.said ? "notYours" : "loading")}</p>`}
    </main>`, root);
}

/** `2026-11-24 14:00:05`, China time. @param {string} iso */
const full = (iso) => `${dayKey(instant(iso))} ${longTime(instant(iso))}`;

/** @param {View} view */
function chain({ t, chain: state, on, isBusy }) {
  const facts = [
    ["rowsInChain", t("rows", { n: grouped(state.seq) })], ["waiting", t("rows", { n: grouped(state.waiting) })],
    ["signedUpTo", state.signed ? t("rows", { n: grouped(state.signed.seq) }) : t("never")],
    ["signedAt", state.signed ? full(state.signed.at) : t("never")],
  ];
  return html`<section class="panel card" aria-labelledby="chain-title"><h2 id="chain-title">${t("chainTitle")}</h2>
    <dl class="chain" id="chain">${facts.map(([name, value]) => html`<div><dt>${t(name)}</dt><dd data-fact=${name}>${value}</dd></div>`)}
      <div><dt>${t("tip")}</dt><dd><code>${state.hash.slice(0, 32)}…</code></dd></div></dl>
    <p class="acts">
      <button type="button" class="go" id="check" ?disabled=${isBusy} @click=${on.check}>${t("check")}</button>
      ${["export", "checkpoint", "key"].map((name) => html`<button type="button" class="plain" id=${name}
        ?disabled=${isBusy} @click=${on[name]}>${t(name)}</button>`)}</p>
    <p class="note">${t("howToVerify")}</p></section>`;
}

/** @param {View} view @param {Row[]} items */
function rows(view, items) {
  const { t, wish, problems, on, isBusy } = view;
  /** @type {[string, string][]} */
  const deeds = [["", t("every")], ...DEEDS.map(([code]) => /** @type {[string, string]} */ ([code, t(`what_${code}`)]))];
  return html`<section class="panel card" aria-label=${t("filters")}>
    <form class="form" method="post" novalidate @submit=${on.filter}>
      ${field({ name: "actor", label: t("actor"), max: 18, value: wish.actor, problem: problems.actor ?? "" })}
      ${field({ name: "case", label: t("case"), max: 18, value: wish.case, problem: problems.case ?? "" })}
      ${choice({ name: "what", label: t("what"), items: deeds, value: wish.what })}
      <p class="acts"><button type="submit" class="go" ?disabled=${isBusy}>${t("apply")}</button>
        <button type="button" class="plain" id="clear" @click=${on.clear}>${t("clear")}</button></p></form>
    <p class="note">${t("found")}</p>
    ${items.length ? table(view, items) : html`<p class="empty">${t("noRows")}</p>`}
    ${view.next === null ? nothing : html`<p class="acts"><button type="button" class="plain" id="more"
      ?disabled=${isBusy} @click=${on.more}>${t("more")}</button></p>`}</section>`;
}

/** @param {View} view @param {Row[]} items */
function table({ t }, items) {
  return html`<div class="rows" tabindex="0" role="region" aria-label=${t("heading")}><table id="rows">
    <thead><tr>${COLUMNS.map((name) => html`<th scope="col">${t(`col_${name}`)}</th>`)}</tr></thead>
    <tbody>${items.map((row) => line(row, t))}</tbody></table></div>`;
}

/** @param {Row} row @param {import("../thought/i18n.js").Translate} t */
function line(row, t) {
  const isKnown = DEEDS.some(([code]) => code === row.what);
  const isRefused = row.what.endsWith(".refused");
  return html`<tr class=${isRefused ? "refused" : ""} data-what=${row.what}>
    <td>${row.seq ?? t("pending")}</td><td>${full(row.at)}</td><td>${isKnown ? t(`what_${row.what}`) : row.what}</td>
    <td>${row.by ?? t("nobody")}</td><td>${row.unit || t("nobody")}</td><td>${row.case ?? t("nobody")}</td>
    <td class="long">${row.target}</td><td>${row.purpose}</td><td class="long">${detailLine(row.detail)}</td></tr>`;
}
