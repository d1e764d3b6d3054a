// The three lights of a reception: county, township, village; full when somebody is there.

import { html } from "../../vendor/lit-html-3.3.3/lit-html.js";

/** @param {{ level: string, present: boolean }[]} sites @param {import("../thought/i18n.js").Translate} t */
export const lights = (sites, t) => html`<span class="lamps">${sites.map(({ level, present }) => html`<i class=${present ? "on" : ""}
  title=${t(present ? "isPresent" : "isAbsent")}>${t(`lv_${level}`)}<span class="visually-hidden">${t(present ? "isPresent" : "isAbsent")}</span></i>`)}</span>`;
