// The return visits of a case: each try, and what a round came to, as far as the reader may know.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").FileVisit} FileVisit */

/** @param {import("../types/file.js").CaseFile} file @param {View} view */
export function visits({ visits: rounds = [] }, view) {
  if (!rounds.length) return nothing;
  return html`<h3>${view.t("visitTries")}</h3><ul class="near trail" id="visits">${rounds.map((round) => html`
    ${round.tries.map((one) => attempt(one, view))}${result(round, view)}`)}</ul>`;
}

/** @param {FileVisit["tries"][number]} one @param {View} view */
const attempt = (one, { t, lists, now }) => html`<li><b>${t("tryNumber", { n: one.number })}</b>
  ${lists.name("reached", one.reached ? "yes" : "no")}
  <small>${lists.name("methods", one.method)} · ${dayAndTime(instant(one.tried), now)}</small></li>`;

/** @param {FileVisit} round @param {View} view */
function result({ satisfaction, words, result_known: known, request, tries }, { t, lists, file }) {
  if (!satisfaction) {
    const isOver = tries.some(({ reached }) => reached) || tries.length === 3;
    return isOver && file?.card.state !== "closed" ? html`<li class="q">${t("visitSealed")}</li>` : nothing;
  }
  const told = [words, known === null ? "" : lists.name("known", known ? "yes" : "no"), request && `${t("visitRequest")} ${request}`];
  return html`<li><b>${lists.name("satisfactions", satisfaction)}</b><small>${told.filter(Boolean).join(" · ")}</small></li>`;
}
