// Requests to read a case out of reach, as the clock of whoever looks at them has it. Pure.

/** @typedef {{ glass: number, receipt: string, reason: string, asker: string, unit: string,
 *   mine: boolean, state: "waiting" | "open" | "ended", asked: string, ends: string | null,
 *   case: number | null }} Glass */

/**
 * An open one ends by the clock, whatever the server said a while ago.
 * @param {Glass[]} items @param {number} now
 */
export const timed = (items, now) => items.map((one) => ({ ...one,
  state: one.state === "open" && left(one, now) <= 0 ? /** @type {const} */ ("ended") : one.state }));

/** How long it still runs, in ms. @param {Glass} one @param {number} now */
export const left = (one, now) => one.ends ? Date.parse(one.ends) - now : 0;
