// Exports, drawn from their view: to ask, what waits for one's word, files that can be taken.

import { html, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { area, bar, choice, field, rooms, said, when } from "./account.js";
import { asked } from "./asked.js";

/** @typedef {{ export: number, number: string, purpose: string, reason: string, asker: string,
 *   unit: string, mine: boolean, state: string, cases: number, identities: number, asked: string,
 *   until: string, second: string, taken: number }} Export */
/** @typedef {import("./account.js").Frame & { me: any, items: Export[] | null, alone: number,
 *   isBusy: boolean, now: number, isForeign: boolean, problems: Record<string, string>,
 *   on: import("./account.js").Frame["on"] & Record<string, any> }} View */

const PURPOSES = ["supervise", "report", "inspection", "handover", "archive"];

/** @param {View} view @param {HTMLElement} root */
export function drawExports(view, root) {
  const { t, me, items, isForeign } = view;
  render(html`${bar(view, t("heading"), rooms(view, me, "/exports"))}
    <main class="lane">${said(view)}
      ${items ? html`${asking(view)}${asked(t, items, me.verbs.includes("approve_export"), (one) => line(one, view))}`
      : html`<p class="empty" role="status">${t(isForeign ? "notFound" : "loading")}</p>`}</main>`, root);
}

/** @param {View} view */
function asking({ t, alone, problems, isBusy, on }) {
  /** @param {string} name @param {string[]} codes */
  const list = (name, codes) => choice({ name, label: t(name), problem: problems[name],
    items: codes.map((code) => [code, t(`${name}_${code}`)]) });
  return html`<section class="panel card"><p class="note">${t("why", { n: alone })}</p>
    <form class="form" method="post" id="ask" novalidate @submit=${on.ask}>
      ${["from", "to"].map((name) => field({ name, label: t(name), type: "date", problem: problems[name] }))}
      ${list("which", ["all", "open", "closed"])}${list("purpose", PURPOSES)}
      ${area({ name: "reason", label: t("reason"), max: 200, note: t("reasonHint"), problem: problems.reason })}
      <p class="acts"><button type="submit" class="go" ?disabled=${isBusy}>${t("ask")}</button></p></form></section>`;
}

/** @param {Export} one @param {View} view */
function line(one, view) {
  const { t, now } = view;
  const isRunning = one.state === "ready" || one.state === "waiting";
  const second = one.second ? t(one.state === "refused" ? "second_refuse" : "second_approve", { name: one.second }) : "";
  const facts = [isRunning ? t("untilIs", { date: when(one.until, now) }) : "", second, one.taken ? t("taken", { n: one.taken }) : ""];
  return html`<li data-export=${one.number} data-state=${one.state}><div><b>${one.number}</b>
      <span>${t("holds", { cases: one.cases, n: one.identities, purpose: t(`purpose_${one.purpose}`) })}</span>
      <span>${t("asks", { name: one.asker, unit: one.unit, date: when(one.asked, now) })}</span>
      <span>${t("reasonIs", { words: one.reason })}</span><span>${facts.filter(Boolean).join(" · ")}</span></div>
    <small class="tag">${t(`state_${one.state}`)}</small>${actsOf(one, view.me).map((deed, index) => html`<button
      type="button" class=${index ? "plain" : "go"} data-act=${deed} ?disabled=${view.isBusy}
      @click=${() => view.on.deed(one, deed)}>${t(deed)}</button>`)}</li>`;
}

/** @param {Export} one @param {any} me */
function actsOf(one, me) {
  if (one.mine) return one.state === "ready" ? ["take", "xlsx", "geojson", "end"] : one.state === "waiting" ? ["end"] : [];
  return one.state === "waiting" && me.verbs.includes("approve_export") ? ["approve", "refuse"] : [];
}
