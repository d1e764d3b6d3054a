// The sealed lane's page, drawn from its view: tabs, the list, abstracts that came in.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { area, ask, bar, rooms, said, when } from "./account.js";
import { matterFile } from "./sealed_file.js";
import { filing, relations } from "./sealed_filing.js";

/** @typedef {import("./account.js").Frame & { me: any, tab: string, tabs: string[], lane: any,
 *   matter: string, file: any, agencies: any[], officers: any[], taxonomy: any, open: string,
 *   shown: Record<string, string>, picked: any[], filed: any, relations: any[] | null,
 *   isBusy: boolean, now: number, language: "zh" | "en", isForeign: boolean,
 *   problems: Record<string, string>,
 *   on: import("./account.js").Frame["on"] & Record<string, any> }} View */

/** @type {Record<string, (view: View) => unknown>} */
const TABS = { matters, received, filing, relations };

/** @param {View} view @param {HTMLElement} root */
export function drawSealed(view, root) {
  const { t, me, tab, tabs, on, isForeign } = view;
  render(html`${bar(view, t("heading"), rooms(view, me, "/sealed"))}
    <main class="lane">${tabs.length ? html`<nav class="tabs" aria-label=${t("heading")}>${tabs.map((name) => html`<button
      type="button" class="plain" data-tab=${name} aria-current=${name === tab ? "page" : "false"}
      @click=${() => on.tab(name)}>${t(`tab_${name}`)}</button>`)}</nav>` : nothing}
    ${said(view)}
    ${tab ? TABS[tab](view) : html`<p class="empty" role="status">${t(isForeign ? "notFound" : "loading")}</p>`}</main>`, root);
}

/** @param {View} view */
function matters(view) {
  const { t, lane, matter, file } = view;
  if (!lane) return html`<p class="empty" role="status">${t("loading")}</p>`;
  return html`<div class="desk ${matter ? "has-matter" : ""}">
    <section class="panel card list" aria-label=${t("tab_matters")}><p class="note">${t("why")}</p>
      ${lane.matters.length ? html`<ul class="lines" id="matters">${lane.matters.map((/** @type {any} */ one) => row(one, view))}</ul>`
      : html`<p class="empty" id="no-matters">${t("mattersNone")}</p>`}</section>
    ${file ? matterFile(view) : html`<section class="panel card file"><p class="empty">${t(matter ? "loading" : "pickOne")}</p></section>`}</div>`;
}

/** @param {any} one @param {View} view */
function row(one, { t, lane, matter, now, on, language }) {
  return html`<li data-matter=${one.matter}><button type="button" class="row" aria-current=${one.matter === matter ? "true" : "false"}
    @click=${() => on.choose(one.matter)}><b>${accusedLine(one.accused)}</b>
    <span>${one.receipt} · ${t("opened")} ${when(one.opened, now)}</span>
    ${one.raised ? html`<small class="tag late">${t("late")}</small>` : nothing}
    <small class="tag">${lane.states[one.state][language]}</small></button></li>`;
}

/** `冰溪街道 · 某某、住建局` @param {any[]} accused */
export const accusedLine = (accused) => accused.map((one) => one.name ? `${one.agency_name} ${one.name}` : one.agency_name).join("、");

/** @param {View} view */
function received(view) {
  const { t, lane } = view;
  if (!lane) return html`<p class="empty" role="status">${t("loading")}</p>`;
  return html`<section class="panel card" aria-label=${t("tab_received")}>
    ${lane.received.length ? html`<ul class="lines" id="received">${lane.received.map((/** @type {any} */ one) => abstract(one, view))}</ul>`
    : html`<p class="empty" id="no-received">${t("receivedNone")}</p>`}</section>`;
}

/** @param {any} one @param {View} view */
function abstract(one, view) {
  const { t, now, open, on, isBusy, problems } = view;
  const name = `reply-${one.transfer}`;
  return html`<li data-transfer=${one.transfer}><div><span>${t("receivedAt", { date: when(one.approved, now) })}</span>
      <p class="told">${one.abstract}</p>
      ${one.reply ? html`<p class="told">${t("repliedAt", { date: when(one.replied, now), words: one.reply })}</p>` : nothing}</div>
    ${one.reply ? nothing : open === name ? ask(t, html`<p class="note">${t("replyWhy")}</p>
      ${area({ name: "words", label: t("f_words"), max: 5000, problem: problems.words })}`, t("reply"),
    (event) => on.reply(event, one), on.close, isBusy)
    : html`<button type="button" class="plain" data-act="reply" @click=${() => on.open(name)}>${t("reply")}</button>`}</li>`;
}
