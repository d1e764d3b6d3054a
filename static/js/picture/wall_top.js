// The head of the wall: whose wall, how fresh, what day and time; and what it says when it cannot
// show the truth.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { age, dateLine, longTime } from "../thought/format.js";

/** @typedef {import("./wall.js").View} View */

/** @param {View} view */
export function top(view) {
  const { t, me, now } = view;
  return html`<h1>${me?.centre ?? ""}<small>${view.scopeTitle || t("room")}</small></h1>
    ${me?.demo ? html`<span class="demo">${t("demo")}</span>` : nothing}
    <span class="gap"></span>
    ${badge(view)}
    ${me && me.role !== "kiosk" ? html`<a class="date" href="/me">${t("myAccount")}</a>` : nothing}
    <span class="date">${dateLine(now, t)}</span><time>${longTime(now)}</time>`;
}

/** Green only while frames come; the age of the newest is always said. @param {View} view */
function badge({ t, link, isStale, age: old }) {
  if (link.asOf === null) return html`<span class="badge quiet">${t("connecting")}</span>`;
  if (isStale) {
    return html`<span class="badge quiet"><span class="chip">${
      t("stale", { n: Math.floor(old / 1000) })}</span></span>`;
  }
  return html`<span class="badge ok">${t("live")} ${t("seconds", { n: age(old) })}</span>`;
}

/** What stands over the whole wall: stale data, or why there is none. @param {View} view */
export function notice(view) {
  const { t, problem } = view;
  if (problem) return wordsOf(problem, view);
  if (view.isStale && view.link.asOf) {
    return html`<p class="strip"><b>${t("stale", { n: Math.floor(view.age / 1000) })}</b>
      ${t("reconnecting")}</p>`;
  }
  if (view.link.isLagging) return html`<p class="strip">${t("lagging")}</p>`;
  return nothing;
}

/** @param {import("./wall.js").Problem} problem @param {View} view */
function wordsOf(problem, { t }) {
  const link = problem.kind === "notSignedIn" || problem.kind === "notPermitted";
  return html`<div class="plea panel" role="alert"><h2>${t(problem.kind)}</h2>
    <p>${t(`${problem.kind}Why`, { n: problem.retryIn ?? 0 })}</p>
    ${link ? html`<a class="go" href="/signin?next=/wall">${t("toSignIn")}</a>` : nothing}</div>`;
}
