// The legend: what a shape, a hollow shape and a tint mean.

import { html } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { glyph } from "./glyph.js";

/** @typedef {import("./wall.js").View} View */

/** @param {View} view */
export const legend = ({ t }) => html`<p>${[1, 2, 3, 4].map((level) => html`<span>${
  glyph(level)}${t(`level${level}`)}</span>`)}
  <span><i class="hollow-sign"></i>${t("approximate")}</span>
  <span class="scale">${t("tint")} ${t("fewer")}<i class="tint"></i>${t("many")}</span></p>
  <p class="small">${t("approximateAreas")}</p>`;
