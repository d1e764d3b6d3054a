// Lists of what people ask a second person for: mine, waiting for my word, of others.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { sorted } from "../thought/asked.js";

/** @typedef {import("../thought/i18n.js").Translate} Translate */

/**
 * @template {{ mine: boolean, state: string }} T
 * @param {Translate} t @param {T[]} items @param {boolean} mayDecide
 * @param {(one: T) => unknown} line
 */
export function asked(t, items, mayDecide, line) {
  const { mine, waiting, others } = sorted(items, mayDecide);
  return html`${mayDecide ? list(t, "waiting", waiting, line) : nothing}${list(t, "mine", mine, line)}
    ${mayDecide ? list(t, "others", others, line) : nothing}`;
}

/**
 * @template T
 * @param {Translate} t @param {string} name @param {T[]} items @param {(one: T) => unknown} line
 */
const list = (t, name, items, line) => html`<section class="panel card" aria-labelledby=${`${name}-title`}>
  <h2 id=${`${name}-title`}>${t(`${name}Title`)}</h2>
  ${items.length ? html`<ul class="lines" id=${name}>${items.map(line)}</ul>`
    : html`<p class="empty">${t(`${name}None`)}</p>`}</section>`;
