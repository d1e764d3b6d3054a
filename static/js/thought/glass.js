// Requests to read a case out of reach, sorted for whoever looks at them. Pure.

/** @typedef {{ glass: number, receipt: string, reason: string, asker: string, unit: string,
 *   mine: boolean, state: "waiting" | "open" | "ended", asked: string, ends: string | null,
 *   case: number | null }} Glass */

/**
 * One's own, those that wait for one's word, and what else is known; what runs out stays first.
 * @param {Glass[]} items the newest first
 * @param {boolean} mayApprove
 * @param {number} now
 */
export function sorted(items, mayApprove, now) {
  const told = items.map((one) => ({ ...one, state: stateOf(one, now) }));
  const others = told.filter((one) => !one.mine);
  return {
    mine: told.filter((one) => one.mine),
    waiting: others.filter((one) => mayApprove && one.state === "waiting"),
    others: others.filter((one) => !mayApprove || one.state !== "waiting"),
  };
}

/** An open one ends by the clock, whatever the server said a while ago. @param {Glass} one @param {number} now */
const stateOf = (one, now) => one.state === "open" && left(one, now) <= 0 ? "ended" : one.state;

/** How long it still runs, in ms. @param {Glass} one @param {number} now */
export const left = (one, now) => one.ends ? Date.parse(one.ends) - now : 0;
