// Changing a booked reception: another time, off, or one side did not come; what is missing, and
// what is sent. Pure; China time; the server judges again.

import { startOf } from "./booking.js";
import { dayKey, shortTime } from "./format.js";

/** @typedef {import("../types/reception.js").Change} Change */
/** @typedef {"move" | "cancel" | "noshow"} Kind */

const LATEST = 90 * 24 * 3_600_000;
const LEAST = 2; // characters of a reason

/** @param {number} startsAt as it is booked now @returns {Change} */
export const blankChange = (startsAt) => ({ starts: `${dayKey(startsAt)}T${shortTime(startsAt)}`, side: "", reason: "" });

/** Names of what is missing. @param {Kind} kind @param {Change} change @param {number} now @param {number} before the booked time */
export function lacksOf(kind, { starts, side, reason }, now, before) {
  const at = startOf(starts);
  const isGood = at > now && at - now <= LATEST && at !== before;
  return [...(kind === "move" && !isGood ? ["starts"] : []), ...(side ? [] : ["side"]),
    ...([...reason.trim()].length < LEAST ? ["reason"] : [])];
}

/** What is sent. @param {Kind} kind @param {Change} change */
export function bodyFor(kind, { starts, side, reason }) {
  const said = { side, reason: reason.trim() };
  return kind === "move" ? { ...said, starts_at: new Date(startOf(starts)).toISOString().replace(".000Z", "Z") } : said;
}
