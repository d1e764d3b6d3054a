// One short hash of a state, the same in every browser and in the checker of the tests.
// The sum over hashes of its things: order does not matter, and an unchanged card costs nothing.

/** @typedef {import("../types/frame.js").State} State */

const SEEDS = [0x811c9dc5, 0x9747b28c];
const FACTORS = [0x01000193, 0x85ebca6b];
/** @type {WeakMap<object, [number, number]>} */
const known = new WeakMap();

/** Sixteen hexadecimal digits over cards, hours, days and receptions. @param {State} state */
export function hash(state) {
  /** @type {[number, number]} */
  const sum = [0, 0];
  for (const card of state.cards.values()) add(sum, remembered(card, { card }));
  for (const [when, levels] of state.hours) {
    add(sum, remembered(levels, { hour: { at: when, levels } }));
  }
  for (const [date, counts] of state.days) {
    add(sum, remembered(counts, { day: { date, ...counts } }));
  }
  for (const reception of state.receptions.values()) add(sum, remembered(reception, { reception }));
  return sum.map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}

/** @param {[number, number]} sum @param {[number, number]} lanes */
function add(sum, [first, second]) {
  sum[0] = (sum[0] + first) | 0;
  sum[1] = (sum[1] + second) | 0;
}

/** Things of a state never change, so their hash is kept with them. @param {object} thing
 * @param {unknown} told @returns {[number, number]} */
function remembered(thing, told) {
  const found = known.get(thing) ?? lanesOf(canonical(told));
  known.set(thing, found);
  return found;
}

/** @param {string} text @returns {[number, number]} */
function lanesOf(text) {
  let [first = 0, second = 0] = SEEDS;
  const [one = 0, two = 0] = FACTORS;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, one);
    second = Math.imul(second ^ unit, two);
  }
  return [first, second];
}

/** JSON with sorted keys and no blanks. @param {unknown} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(",")}}`;
}
