// The phone page: four tabs for one thumb, drawn from one view; never talks to the wire.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { sentence } from "../thought/problems.js";
import { dayAndTime } from "../thought/format.js";
import { pathOf } from "../thought/lists.js";
import { icon, unsent } from "./icons.js";
import { caseSheet, tasks } from "./phone_tasks.js";
import { report } from "./phone_report.js";

/** @typedef {import("../types/phone.js").PhoneView} View */

/** @param {View} view @param {HTMLElement} root */
export function drawPhone(view, root) {
  document.body.dataset.tab = view.file ? "case" : view.tab;
  render(html`${view.isEnded ? ended(view) : nothing}${body(view)}
    <p id="said" role="status" aria-live="polite" ?hidden=${!view.said}>${view.said}</p>
    ${view.undo ? undoBar(view) : nothing}${view.file ? nothing : nav(view)}`, root);
}

/** @param {View} view */
function body(view) {
  if (view.file) return caseSheet(view);
  if (view.tab === "report") return report(view);
  if (view.tab === "outbox") return outbox(view);
  return view.tab === "me" ? mine(view) : tasks(view);
}

/** @param {View} view */
export const waitingOf = ({ letters }) => letters.filter(({ state }) => state !== "delivered");

/** @param {View} view */
function nav(view) {
  const { t, on, tab } = view;
  const waits = waitingOf(view).length;
  return html`<nav class="nav" aria-label=${t("title")}>${[["tasks", "tasks"], ["report", "report"], ["outbox", "outbox"], ["me", "person"]].map(([name, drawing]) => html`<button
    data-tab=${name} aria-current=${tab === name ? "page" : "false"} class=${tab === name ? "on" : ""} @click=${() => on.tab(name)}>
    ${icon(drawing)}<span>${t(`tab_${name}`)}${name === "outbox" && waits ? html` <b class="chip">${waits}</b>` : nothing}</span></button>`)}</nav>`;
}

/** @param {View} view */
function undoBar({ t, undo, on }) {
  return html`<div class="undo" role="status"><span>${t("undoable", { deed: undo?.label ?? "", n: undo?.left ?? 0 })}</span>
    <button @click=${on.undo}>${t("undo")}</button></div>`;
}

/** @param {View} view */
function ended({ t }) {
  return html`<div class="ended" role="alert"><span>${t("ended")}</span>
    <a href="/signin?ended&next=/phone">${t("signInAgain")}</a></div>`;
}

/** @param {View} view */
function outbox(view) {
  const { t, on, letters, now } = view;
  return html`<header class="hd"><h1>${t("tab_outbox")}</h1><p>${t("lettersNote")}</p></header>
    <main>${letters.length ? html`<ul class="panel list">${[...letters].reverse().map((letter) => html`<li class="letter" data-state=${letter.state}>
      ${letter.state === "delivered" ? html`<span class="ok tick" aria-hidden="true">✓</span>` : unsent()}
      <div><b>${letter.label}</b><p>${dayAndTime(letter.at, now)}${letter.files.length ? ` · ${t("photoCount", { n: letter.files.length })}` : ""}</p>
        ${letter.reply?.receipt ? html`<p>${t("receipt")} <b class="inline">${letter.reply.receipt}</b></p><p>${t("code")} <b class="inline">${letter.reply.query_code}</b></p>
          ${letter.reply.qr ? html`<details><summary>${t("qr")}</summary><img class="qr" src=${letter.reply.qr} alt=""></details>` : nothing}` : nothing}
        ${letter.problem && letter.state !== "delivered" ? html`<p class="why">${sentence(letter.problem, t)}</p>` : nothing}
        ${letter.state === "refused" ? html`<p class="row-acts">${letter.problem?.code === "stale-case"
          ? html`<button @click=${() => on.resend(letter.id)}>${t("resend")}</button>` : html`<button @click=${() => on.amend(letter.id)}>${t("amend")}</button>`}
          <button @click=${() => on.remove(letter.id)}>${t("remove")}</button></p>` : nothing}</div>
      <span class=${letter.state === "delivered" ? "ok" : "tag"}>${t(`letter_${letter.state}`)}</span></li>`)}</ul>
      <button class="wide" @click=${on.retry}>${icon("retry")}${t("retry")}</button>`
    : html`<p class="empty">${t("noLetters")}</p>`}</main>`;
}

/** @param {View} view */
function mine(view) {
  const { t, me, on, places } = view;
  const lines = [[t("agency"), me.agency?.name ?? ""], [t("role"), t(`role_${me.role}`)], [t("scope"), me.place ? pathOf(places, me.place) : me.agency?.name ?? ""]];
  const unsentCount = waitingOf(view).length;
  return html`<header class="hd"><h1>${me.name}</h1><p>${me.centre}</p></header><main>
    <dl class="panel list">${lines.map(([name, value]) => html`<div class="row"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <button class="wide" @click=${on.language}>${t("language")} · ${t("otherLanguage")}</button>
    <button class="wide" @click=${on.theme}>${t("look")} · ${t(view.isDay ? "night" : "day")}</button>
    <a class="wide" href="/me">${t("myAccount")}</a>
    <a class="wide" href="/desk">${t("desk")}</a>
    ${view.isLeaving ? html`<div class="panel ask" role="alert"><p>${t("leaveUnsent", { n: unsentCount })}</p>
      <p class="row-acts"><button @click=${on.stay}>${t("stay")}</button><button @click=${on.leaveNow}>${t("leave")}</button></p></div>`
    : html`<button class="wide" id="sign-out" @click=${on.leave}>${t("signOut")}</button>`}</main>`;
}
