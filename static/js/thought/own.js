// One's own matter by the slip from the window: what was typed, and the steps it has gone. Pure.

/** @typedef {{ opened: string, accepted: string | null, due: string | null, answered: string | null,
 *   closed: string | null }} Instants */

const SLIP = /^\s*(YS\d{8}-[0-9A-Z]{8})\s+([0-9A-Z][0-9A-Z -]{10,})$/i;

/**
 * Number and code when both were put into one field, as the square code on the slip gives them.
 * @param {string} text
 * @returns {{ receipt: string, code: string } | null}
 */
export function slipOf(text) {
  const found = SLIP.exec(text.trim());
  return found && { receipt: found[1], code: found[2].trim() };
}

const STEPS = /** @type {const} */ (["opened", "accepted", "answered", "closed"]);

/**
 * The steps in order; the first that has no instant yet is what comes next.
 * @param {Instants} own
 * @returns {{ step: string, at: string | null, isNext: boolean }[]}
 */
export function stepsOf(own) {
  const next = STEPS.findIndex((step) => !own[step]);
  return STEPS.map((step, index) => ({ step, at: own[step], isNext: index === next }));
}
