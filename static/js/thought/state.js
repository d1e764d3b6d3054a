// The state of a scope, folded from frames: open cases, receptions, counts, what arrived.
// Pure: apply(state, frame) gives a new state. Bounded: a wall may run for weeks.

import { follow, start } from "./cursor.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../types/card.js").Day} Day */
/** @typedef {import("../types/frame.js").Arrival} Arrival */
/** @typedef {import("../types/frame.js").Cursor} Cursor */
/** @typedef {import("../types/frame.js").EventFrame} EventFrame */
/** @typedef {import("../types/frame.js").Frame} Frame */
/** @typedef {import("../types/frame.js").Item} Item */
/** @typedef {import("../types/frame.js").Part} Part */
/** @typedef {import("../types/frame.js").OpenReception} OpenReception */
/** @typedef {import("../types/frame.js").State} State */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CHINA = 8 * HOUR;
const HOURS_BACK = 24;
export const MOST_ARRIVALS = 50;

/** Nothing is known yet. @returns {State} */
export function empty() {
  return {
    cursor: start(),
    now: null,
    asOf: null,
    cards: new Map(),
    hours: new Map(),
    days: new Map(),
    arrivals: [],
    receptions: new Map(),
    parts: [],
  };
}

/**
 * The state after a frame. A double changes nothing; after a gap no event is taken until the
 * connection has been resumed.
 * @param {State} state
 * @param {Frame} frame
 * @returns {State}
 */
export function apply(state, frame) {
  const { verdict, cursor } = follow(state.cursor, frame);
  if (verdict === "restart") return { ...empty(), now: state.now };
  if (verdict !== "take") return { ...state, cursor, parts: cursor.loading ? state.parts : [] };
  return taken({ ...state, cursor }, frame);
}

/** @param {State} state @param {Frame} frame @returns {State} */
function taken(state, frame) {
  switch (frame.type) {
    case "hello":
      return at({ ...state, parts: [] }, frame.now, null);
    case "heartbeat":
      return at(state, frame.now, frame.as_of);
    case "snapshot":
    case "latest":
      return collected(state, frame);
    case "lag":
      return state;
    default:
      return heard(state, frame);
  }
}

/** Parts become a state only when all of them are here. @param {State} state @param {Part} part */
function collected(state, part) {
  const parts = part.part === 1 ? part.items : state.parts.concat(part.items);
  if (part.part < part.parts) return { ...state, parts };
  const whole = part.type === "snapshot";
  const cards = new Map(whole ? [] : state.cards);
  /** @type {Map<string, number[]>} */ const hours = new Map();
  /** @type {Map<string, Day>} */ const days = new Map();
  /** @type {Map<number, OpenReception>} */ const receptions = new Map();
  for (const { card, hour, day, reception, gone } of parts) {
    if (card) cards.set(card.case, card);
    if (gone !== undefined) cards.delete(gone);
    if (hour) hours.set(hour.at, hour.levels);
    if (day) days.set(day.date, countsOf(day));
    if (reception) receptions.set(reception.id, reception);
  }
  const arrivals = state.arrivals.filter((arrival) => cards.has(arrival.case));
  return pruned({ ...state, cards, hours, days, receptions, arrivals, parts: [] });
}

/** @param {Day} day @returns {Day} */
function countsOf({ opened, resolved, closed, overdue, visited, satisfied }) {
  return { opened, resolved, closed, overdue, visited, satisfied };
}

/** One event of the journal. @param {State} state @param {EventFrame} event @returns {State} */
function heard(state, event) {
  const { card } = event.data;
  if (event.type.startsWith("reception.")) return received(state, event);
  if (!card && !event.type.startsWith("case.")) return state;
  const lost = event.type === "case.left" || isOver(card?.state ?? "");
  const cards = new Map(state.cards);
  if (lost) cards.delete(/** @type {number} */ (event.case));
  else if (card) cards.set(card.case, card);
  return counted({ ...state, cards, arrivals: arrived(state.arrivals, event, lost) }, event);
}

/** Whether a case in this state is over, and on no screen any more. @param {string} state */
export const isOver = (state) => ["closed", "declined", "withdrawn", "merged"].includes(state);

const OVER = ["closed", "no_show", "cancelled"];

/**
 * What is over, or is no longer of this scope, is forgotten.
 * @param {State} state @param {EventFrame} event @returns {State}
 */
function received(state, event) {
  const { reception, left } = event.data;
  const receptions = new Map(state.receptions);
  if (reception && !OVER.includes(reception.state)) receptions.set(reception.id, reception);
  else receptions.delete(reception?.id ?? left ?? 0);
  return { ...state, receptions };
}

/**
 * What is new or has risen, newest first, one line a case.
 * @param {Arrival[]} arrivals @param {EventFrame} event @param {boolean} lost
 */
function arrived(arrivals, event, lost) {
  const { card } = event.data;
  const rises = event.type === "case.opened" || event.type === "case.escalated";
  if (!lost && !(rises && card)) return arrivals;
  const others = arrivals.filter((arrival) => arrival.case !== event.case);
  if (lost || !card) return others;
  const { seq, at: when, type } = event;
  const arrival = { case: card.case, seq, at: when, type, level: card.level };
  return [arrival, ...others].slice(0, MOST_ARRIVALS);
}

/** @type {Record<string, keyof Day>} */
const COUNTED = {
  "case.opened": "opened",
  "case.resolved": "resolved",
  "case.closed": "closed",
  "case.overdue": "overdue",
  "case.visited": "visited",
};

/** @param {State} state @param {EventFrame} event @returns {State} */
function counted(state, event) {
  const name = COUNTED[event.type];
  if (!name) return state;
  const days = new Map(state.days);
  const day = chinaDay(Date.parse(event.at));
  const counts = { ...(days.get(day) ?? NOTHING) };
  counts[name] += 1;
  if (name === "closed" && CONTENT.includes(event.data.satisfaction ?? "")) counts.satisfied += 1;
  days.set(day, counts);
  return pruned({ ...state, days, hours: hourly(state.hours, event) });
}

const NOTHING = { opened: 0, resolved: 0, closed: 0, overdue: 0, visited: 0, satisfied: 0 };
const CONTENT = ["satisfied", "fairly"];

/** @param {Map<string, number[]>} hours @param {EventFrame} event */
function hourly(hours, event) {
  const level = event.data.card?.level ?? 0;
  if (event.type !== "case.opened" || level < 1 || level > 4) return hours;
  const hour = hourOf(Date.parse(event.at));
  const levels = [...(hours.get(hour) ?? [0, 0, 0, 0])];
  levels[level - 1] = (levels[level - 1] ?? 0) + 1;
  return new Map(hours).set(hour, levels);
}

/** @param {State} state @param {string} now @param {string | null} asOf @returns {State} */
function at(state, now, asOf) {
  return pruned({ ...state, now, asOf: asOf ?? state.asOf });
}

/** Hours and days that no screen shows any more are forgotten. @param {State} state */
function pruned(state) {
  if (state.now === null) return state;
  const now = Date.parse(state.now);
  const hours = since(state.hours, hourOf(now - HOURS_BACK * HOUR));
  const days = since(state.days, chinaDay(now - DAY));
  return hours === state.hours && days === state.days ? state : { ...state, hours, days };
}

/**
 * Keys sort as time does. @template V @param {Map<string, V>} map @param {string} first
 * @returns {Map<string, V>}
 */
function since(map, first) {
  const kept = [...map].filter(([key]) => key >= first);
  return kept.length === map.size ? map : new Map(kept);
}

/** The hour an instant lies in, as the wire names it. @param {number} instant */
const hourOf = (instant) => `${new Date(instant).toISOString().slice(0, 13)}:00:00Z`;

/** The calendar day of China. @param {number} instant */
const chinaDay = (instant) => new Date(instant + CHINA).toISOString().slice(0, 10);
