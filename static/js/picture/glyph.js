// The four shapes of the levels: octagon, triangle, diamond, circle. Shape and colour say the
// same thing, so neither is needed alone. As DOM for the map, as a Lit template for lists.

import { svg } from "../../vendor/lit-html-3.3.3/lit-html.js";

const SVG = "http://www.w3.org/2000/svg";

/** Outlines in a box from -14 to 14; about equal in area, so that none looks louder. */
export const SHAPES = [
  "M-4.8 -11.5 4.8 -11.5 11.5 -4.8 11.5 4.8 4.8 11.5 -4.8 11.5 -11.5 4.8 -11.5 -4.8Z",
  "M0 -12.5 13 10.5 -13 10.5Z",
  "M0 -13 13 0 0 13 -13 0Z",
  "M0 -11A11 11 0 0 1 0 11A11 11 0 0 1 0 -11Z",
];

/** @param {number} level 1 to 4 */
export const shapeOf = (level) => SHAPES[level - 1] ?? SHAPES[3];

/** @param {number} level */
export const glyph = (level) => svg`<svg class="glyph l${level}" viewBox="-14 -14 28 28"
  aria-hidden="true"><path d=${shapeOf(level)}></path></svg>`;

/**
 * The shape as an element, drawn by `paint` whenever it changes.
 * @returns {{ element: SVGSVGElement, paint: (level: number, isHollow: boolean) => void }}
 */
export function mark() {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("viewBox", "-14 -14 28 28");
  element.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  element.append(path);
  const paint = (/** @type {number} */ level, /** @type {boolean} */ isHollow) => {
    element.setAttribute("class", `mark l${level}${isHollow ? " hollow" : ""}`);
    path.setAttribute("d", shapeOf(level));
  };
  return { element, paint };
}
