// Booking a reception from the desk, the tasks that came of one, and how receptions are told on
// walls and desks. Pure; China time throughout.

import { dayKey, instant, shortTime } from "./format.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../types/card.js").Place} Place */
/** @typedef {import("../types/file.js").FileTask} FileTask */
/** @typedef {import("../types/frame.js").OpenReception} OpenReception */
/** @typedef {{ starts: string, petitioner: string, township: string, village: string, people: number[] }} Wish */

const STEP = 15 * 60_000;
/** Lengths of the codes of the three levels. */
export const LENGTHS = { county: 6, township: 9, village: 12 };
const ORDER = ["in_session", "interrupted", "closing", "waiting", "booked"];

/** The next full quarter of an hour but one, as an input of date and time shows it. @param {number} now */
export function soon(now) {
  const at = Math.ceil((now + STEP) / STEP) * STEP;
  return `${dayKey(at)}T${shortTime(at)}`;
}

/** @param {Card} card @param {number} now @returns {Wish} */
export function wishOf({ place }, now) {
  return { starts: soon(now), petitioner: "", township: part(place, LENGTHS.township), village: part(place, LENGTHS.village), people: [] };
}

/** @param {string} place @param {number} length */
const part = (place, length) => (place.length >= length ? place.slice(0, length) : "");

/** Milliseconds of a date and time typed in Yushan. @param {string} starts */
export const startOf = (starts) => Date.parse(`${starts}:00+08:00`);

/** Names of what is wrong. @param {Wish} wish @param {number} now @returns {string[]} */
export function wrong({ starts, township, village }, now) {
  const at = startOf(starts);
  return [...(Number.isFinite(at) && at > now - STEP ? [] : ["starts"]), ...(township ? [] : ["township"]),
    ...(village.startsWith(township) && village ? [] : ["village"])];
}

/** @param {Card} card @param {Wish} wish @param {(account: number) => string} levelOf where somebody sits */
export function bodyOf(card, wish, levelOf) {
  const places = { county: card.place.slice(0, LENGTHS.county), township: wish.township, village: wish.village };
  return {
    case: card.case, starts_at: new Date(startOf(wish.starts)).toISOString().replace(".000Z", "Z"), petitioner: wish.petitioner.trim(),
    sites: Object.entries(places).map(([level, place]) => ({ level, place, people: wish.people.filter((account) => levelOf(account) === level) })),
  };
}

/** Places of a level below another. @param {Map<string, Place>} places @param {string} above @param {number} length */
export const below = (places, above, length) =>
  [...places.values()].filter(({ code }) => code.length === length && above !== "" && code.startsWith(above));

/** Whether a task waits for an answer of this person's agency. @param {FileTask} task @param {{ agency: { id: string } | null }} me */
export const isOurs = (task, me) => ["open", "overdue"].includes(task.state) && task.agency === me.agency?.id;

/** The last day of a task: due at 24:00 reads as the day that ends then. @param {{ due: string }} task */
export const dueDate = ({ due }) => dayKey(instant(due) - 1).slice(5);

/** Those that run come first, then who waits, then by their time.
 * @param {{ state: string, starts_at: string }} a @param {{ state: string, starts_at: string }} b */
export const byTurn = (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.starts_at.localeCompare(b.starts_at);

/** Receptions as a wall lists them.
 * @param {Iterable<OpenReception>} receptions @param {number} now */
export function listed(receptions, now) {
  const isNear = (/** @type {OpenReception} */ { state, starts_at: at }) => state !== "booked" || dayKey(instant(at)) === dayKey(now);
  return [...receptions].filter(isNear).sort((a, b) => byTurn(a, b) || a.id - b.id);
}

/** How many run, and how many parties wait. @param {OpenReception[]} receptions */
export function tally(receptions) {
  return {
    running: receptions.filter(({ state }) => state === "in_session" || state === "interrupted").length,
    waiting: receptions.reduce((sum, { waiting }) => sum + waiting, 0),
  };
}
