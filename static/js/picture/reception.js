// A reception as a whole: head, three sites, what is shared, the outcome, the side, the foot; or
// the door before it. Drawn from one view; gives pictures and voices their tracks, and no more.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { OVER, isGated, isHost, sharer } from "../thought/reception.js";
import { agreed } from "./reception_after.js";
import { bar, top } from "./reception_bar.js";
import { check, gate, outside } from "./reception_door.js";
import { outcome } from "./reception_outcome.js";
import { sheet } from "./reception_sheet.js";
import { side } from "./reception_side.js";
import { attach, shared, sites, voices } from "./reception_sites.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */

/** @param {View} view @param {HTMLElement} root */
export function draw(view, root) {
  document.body.classList.toggle("is-large", view.isLarge && sharer(view.hall) !== null);
  document.body.classList.toggle("is-side", view.tab !== "");
  render(html`${top(view)}${middle(view)}${view.sheet ? sheet(view) : nothing}
    <p id="toast" role="status" aria-live="polite">${view.said}</p>`, root);
  const dialog = root.querySelector("dialog");
  if (dialog && !dialog.open) dialog.showModal();
  attach(root, view);
}

/** @param {View} view */
function middle(view) {
  const { t, phase } = view;
  if (phase === "loading") return html`<p class="door blank">${t("loading")}</p>`;
  if (phase === "check" || phase === "entering") return check(view);
  if (phase === "over") return outside(view);
  if (!view.hall.room) return html`<p class="door blank">${t("entering")}</p>`;
  const isAway = phase === "away" ? html`<p class="away chip" role="status">${t("reconnecting")}</p>` : nothing;
  if (isGated(view.hall)) return html`${gate(view)}${side(view)}${isAway}${bar(view)}${voices(view)}`;
  return html`<main class="stage ${below(view) ? "two" : ""}">${sites(view)}${below(view) ?? nothing}</main>
    ${side(view)}${bar(view)}${voices(view)}${isAway}
    ${view.isBlocked ? html`<button class="blocked chip" @click=${view.on.sound}>${t("soundBlocked")}</button>` : nothing}`;
}

/** The lower half: what is shared and, for the host, the outcome. @param {View} view */
function below(view) {
  const { hall, reception } = view;
  const isChair = isHost(hall);
  const isOver = OVER.includes(hall.room?.state ?? "");
  const result = isOver && reception?.outcome ? html`<section class="out panel">${agreed(view)}</section>`
    : isChair && !isOver ? outcome(view)
      : hall.room?.state === "closing" ? html`<section class="out panel"><p class="empty" role="status">${view.t("closingWait")}</p></section>` : null;
  if (!result && !sharer(hall)) return null;
  return html`<section class="below ${sharer(hall) ? "with-doc" : ""} ${result ? "with-out" : ""}">${shared(view)}${result ?? nothing}</section>`;
}
