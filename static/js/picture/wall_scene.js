// A grave matter takes the map: what, where, why, who has it, its course so far, and how long
// until the map is given back.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, duration, instant } from "../thought/format.js";
import { course, whyOf } from "../thought/select.js";
import { glyph } from "./glyph.js";
import { clockBar, holders, people } from "./wall_feed.js";

/** @typedef {import("./wall.js").View} View */

/** @param {View} view */
export function scene(view) {
  const { t, scene: shown, now } = view;
  if (!shown) return nothing;
  const { card } = shown;
  return html`<article class="grave panel l${card.level}">
    <header><span class="level">${glyph(card.level)}${t(`level${card.level}`)} ${
      t(`level${card.level}Name`)}</span><time>${duration(now - instant(card.opened), t)}</time>
    </header>
    <h3>${card.title}</h3>
    <p class="place">${view.placeName(card)}${people(card, t)}</p>
    ${card.why ? html`<p class="why"><span>${t("whyEscalated")}</span>${whyOf(card, t)}</p>` : nothing}
    <h4>${t("whoHasIt")}</h4><ul class="parts">${holders(card, view)}</ul>
    <h4>${t("course")}</h4><ol>${course(card).map((step) => html`<li>
      <time>${dayAndTime(step.at, now)}</time>${t(step.step, { agency: step.agency ?? "" })}</li>`)}
    </ol>
    ${clockBar(card, view)}
    <p class="back faint">${t("graveBack", { n: Math.ceil(shown.left / 1000) })}</p></article>`;
}
