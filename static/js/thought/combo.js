// A field that finds as one types: its text, what was found, which line is marked. Pure.

/** @typedef {{ code: string, main: string, side: string }} Hit */
/** @typedef {{ text: string, hits: Hit[], active: number, isOpen: boolean, asked: string }} Combo */

/** @param {string} [text] @returns {Combo} */
export const combo = (text = "") => ({ text, hits: [], active: -1, isOpen: false, asked: "" });

/** @param {Combo} held @param {Hit[]} hits */
export function found(held, hits) {
  return { ...held, hits, active: hits.length ? 0 : -1, isOpen: true };
}

/** @param {Combo} held @param {number} step */
export function marked(held, step) {
  if (!held.hits.length) return held;
  const active = (held.active + step + held.hits.length) % held.hits.length;
  return { ...held, active, isOpen: true };
}

/** @param {Combo} held @param {string} text what stands in the field after choosing */
export const settled = (held, text) => ({ ...held, text, hits: [], active: -1, isOpen: false });

/**
 * Lines whose name, other name or code holds the text; the beginning counts more.
 * @param {Hit[]} all
 * @param {string} text
 * @param {number} most
 */
export function matching(all, text, most = 12) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return all.slice(0, most);
  const rank = (/** @type {Hit} */ hit) => {
    const words = [hit.main, hit.side, hit.code].map((word) => word.toLowerCase());
    if (words.some((word) => word.startsWith(wanted))) return 0;
    return words.some((word) => word.includes(wanted)) ? 1 : 2;
  };
  return all.map((hit) => ({ hit, rank: rank(hit) })).filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank).slice(0, most).map((one) => one.hit);
}
