// A document as paper would show it, people masked.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";

/** A document as paper would show it. @param {import("../types/desk.js").SheetShown} shown */
export function page({ title, number, lines }) {
  return html`<article class="paper"><h3>${title}</h3>${number ? html`<p class="number">${number}</p>` : nothing}
    ${lines.map(({ style, cells }) => (style === "row"
      ? html`<dl>${pairs(cells).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
      : html`<p class=${style}>${cells[0]}</p>`))}</article>`;
}

/** @param {string[]} cells */
const pairs = (cells) => cells.flatMap((name, index) => (index % 2 ? [] : [[name, cells[index + 1] ?? ""]]));
