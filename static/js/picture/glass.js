// Breaking the glass, drawn from its view: to ask, what waits for one's word, clocks that run.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { duration } from "../thought/format.js";
import { left, timed } from "../thought/glass.js";
import { area, bar, field, rooms, said, when } from "./account.js";
import { asked } from "./asked.js";

/** @typedef {import("../thought/glass.js").Glass} Glass */
/** @typedef {import("./account.js").Frame & { me: any, items: Glass[] | null, ahead: number,
 *   isBusy: boolean, now: number, isForeign: boolean, problems: Record<string, string>,
 *   on: import("./account.js").Frame["on"] & Record<string, any> }} View */

/** @param {View} view @param {HTMLElement} root */
export function drawGlass(view, root) {
  const { t, me, items, isForeign } = view;
  render(html`${bar(view, t("heading"), rooms(view, me, "/glass"))}
    <main class="lane">${said(view)}
      ${items ? html`${asking(view)}${asked(t, timed(items, view.now + view.ahead), me.verbs.includes("approve_glass"), (one) => line(one, view))}`
      : html`<p class="empty" role="status">${t(isForeign ? "notFound" : "loading")}</p>`}</main>`, root);
}

/** @param {View} view */
function asking({ t, problems, isBusy, on }) {
  return html`<section class="panel card"><p class="note">${t("why")}</p>
    <form class="form" method="post" id="ask" novalidate @submit=${on.ask}>
      ${field({ name: "receipt", label: t("receipt"), max: 40, note: t("receiptHint"), problem: problems.receipt })}
      ${area({ name: "reason", label: t("reason"), max: 500, note: t("reasonHint"), problem: problems.reason })}
      <p class="acts"><button type="submit" class="go" ?disabled=${isBusy}>${t("ask")}</button></p></form></section>`;
}

/** @param {Glass} one @param {View} view */
function line(one, view) {
  const { t, now, ahead, me } = view;
  const isOpen = one.state === "open";
  return html`<li data-glass=${one.glass} data-state=${one.state}><div><b>${one.receipt}</b>
      <span>${t("asks", { name: one.asker, unit: one.unit, date: when(one.asked, now) })}</span>
      <span>${t("reasonIs", { words: one.reason })}</span>
      ${isOpen && one.mine && one.case === null ? html`<span>${t("nothingOpened")}</span>` : nothing}</div>
    <small class="tag">${t(`state_${one.state}`)}</small>
    ${isOpen ? html`<time class="chip" data-left>${t("left", { time: duration(left(one, now + ahead), t) })}</time>` : nothing}
    ${acts(one, view, me)}</li>`;
}

/** @param {Glass} one @param {View} view @param {any} me */
function acts(one, { t, on, isBusy }, me) {
  if (one.mine && one.state !== "ended") {
    return html`${one.case === null ? nothing : html`<a class="plain" data-act="open" href=${`/desk?case=${one.case}`}>${t("openCase")}</a>`}
      <button type="button" class="plain" data-act="end" ?disabled=${isBusy}
        @click=${() => on.end(one.glass)}>${t(one.state === "open" ? "giveBack" : "withdraw")}</button>`;
  }
  const mayApprove = !one.mine && one.state === "waiting" && me.verbs.includes("approve_glass");
  return mayApprove ? html`<button type="button" class="go" data-act="approve" ?disabled=${isBusy}
    @click=${() => on.approve(one.glass)}>${t("approve")}</button>` : nothing;
}
