// One's own matter, drawn from its view: the slip, how far it is, answers, who opened one's identity.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayKey, instant, shortTime } from "../thought/format.js";
import { stepsOf } from "../thought/own.js";
import { bar, field, said } from "./account.js";
import { complaint } from "./own_complaint.js";

/** @typedef {import("./account.js").Frame & { own: any, agencies: any[] | null, isBusy: boolean, language: "zh" | "en",
 *   problems: Record<string, string>,
 *   on: import("./account.js").Frame["on"] & Record<string, any> }} View */

/** `2026-11-24 08:17` @param {string} iso */
const full = (iso) => `${dayKey(instant(iso))} ${shortTime(instant(iso))}`;

/** @param {View} view @param {HTMLElement} root */
export function drawOwn(view, root) {
  const { t, own } = view;
  render(html`${bar(view, t("heading"))}<main class="own">${said(view)}
    ${view.agencies ? complaint(view) : own ? matter(view) : slip(view)}</main>`, root);
}

/** @param {View} view */
function slip({ t, problems, isBusy, on }) {
  return html`<section class="panel card"><p class="note">${t("lead")}</p>
    <form method="post" id="slip" novalidate @submit=${on.ask}>
      ${field({ name: "receipt", label: t("receipt"), max: 80, note: t("receiptHint"), problem: problems.receipt })}
      ${field({ name: "code", label: t("code"), max: 40, note: t("codeHint"), problem: problems.code })}
      <p class="acts"><button class="go" type="submit" id="ask" ?disabled=${isBusy}>${t(isBusy ? "asking" : "ask")}</button></p>
    </form></section>
    <section class="panel card"><p class="note">${t("complainLead")}</p>
      <p class="acts"><button type="button" class="plain" id="complain" @click=${on.complain}>${t("complain")}</button></p></section>`;
}

/** @param {View} view */
function matter(view) {
  const { t, own, on, isBusy, language } = view;
  const facts = [
    ["stateNow", html`<b>${own.state[language]}</b>`],
    ["unit", own.unit || t("noUnit")], ["due", own.due ? dayKey(instant(own.due)) : t("noDue")],
  ];
  return html`<section class="panel card" aria-labelledby="receipt"><h2 id="receipt">${own.receipt}</h2>
      <dl id="facts">${facts.map(([name, value]) => html`<div><dt>${t(String(name))}</dt><dd data-fact=${name}>${value}</dd></div>`)}</dl>
      <h3>${t("stepsTitle")}</h3><ol class="steps" id="steps">${stepsOf(own).map((one) => step(one, view))}</ol></section>
    ${own.answers.length ? html`<section class="panel card"><h2>${t("answersTitle")}</h2><ul class="lines" id="answers">
      ${own.answers.map((/** @type {any} */ one) => html`<li><div><b>${one.words}</b><span>${full(one.at)}</span></div></li>`)}</ul></section>` : nothing}
    ${openings(view)}
    <p class="note">${t("privacy")}</p>
    <p class="acts"><button type="button" class="go" id="another" @click=${on.another}>${t("another")}</button>
      <button type="button" class="plain" id="again" ?disabled=${isBusy} @click=${on.again}>${t("again")}</button></p>`;
}

/** @param {{ step: string, at: string | null, isNext: boolean }} one @param {View} view */
const step = ({ step: name, at, isNext }, { t }) => html`<li class=${at ? "ok" : ""} data-step=${name}
  aria-current=${isNext ? "step" : "false"}><b>${t(`step_${name}`)}</b>
  <span>${at ? full(at) : t(isNext ? "next" : "notYet")}</span></li>`;

/** @param {View} view */
function openings({ t, own }) {
  return html`<section class="panel card" aria-labelledby="openings-title"><h2 id="openings-title">${t("openingsTitle")}</h2>
    <p class="note">${t("openingsWhy")}</p>
    ${own.openings.length ? html`<ul class="lines" id="openings">${own.openings.map((/** @type {any} */ one) => html`<li><div>
        <b>${t("opening", { unit: one.unit, field: t(`field_${one.field}`) })}</b>
        <span>${full(one.at)} · ${t("forWhat", { purpose: t(`purpose_${one.purpose}`) })}</span></div></li>`)}</ul>`
    : html`<p class="empty" id="no-openings">${t("noOpenings")}</p>`}</section>`;
}
