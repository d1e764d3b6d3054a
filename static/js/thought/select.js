// What a screen shows, chosen from the state: who comes first, what is late, how many where.
// Pure: cards in, lists out; the present instant is handed in. Draws nothing, asks nobody.

import { dayKey, hourKey, instant, percent } from "./format.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../types/card.js").Part} Part */
/** @typedef {import("../types/card.js").Day} Day */

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const MOST_PULSES = 20;
export const MASS = 50; // people: a gathering that takes the wall whatever its level
export const SOON = 3 * DAY;
const NOTHING = { opened: 0, resolved: 0, closed: 0, overdue: 0, visited: 0, satisfied: 0 };

/** When the case last rose: its escalation, else its opening. @param {Card} card */
export const risenAt = (card) => instant(card.escalated ?? card.opened);

/**
 * Whether somebody answered since the case rose: the duty room acknowledged, or the lead signed.
 * @param {Card} card
 */
export function isAnswered(card) {
  if (card.acknowledged !== null) return true;
  const signed = card.lead?.signed ?? null;
  return signed !== null && instant(signed) >= risenAt(card);
}

/** @param {Card} card */
const isOver = (card) => card.state === "resolved" || card.state === "visited";

/** Still to be answered: it pulses, sounds, and stands first. @param {Card} card */
export const isCalling = (card) => !isAnswered(card) && !isOver(card);

/** Grave matters take the wall: level I or II, or a gathering of many. @param {Card} card */
export function isGrave(card) {
  return card.level <= 2 || (card.kind === "incident" && card.headcount >= MASS);
}

/** Newest rise first, then by number: an order without ties. @param {Card} a @param {Card} b */
const byRise = (a, b) => risenAt(b) - risenAt(a) || b.case - a.case;

/** @param {Card} a @param {Card} b */
const byGravity = (a, b) => a.level - b.level || byRise(a, b);

/**
 * 新发与升级: what rose in the last day, and grave matters until they are answered. Those that
 * call for an answer first, the gravest of them on top.
 * @param {Iterable<Card>} cards
 * @param {number} now
 */
export function risen(cards, now) {
  const all = [...cards].filter((card) =>
    now - risenAt(card) < DAY || (isCalling(card) && isGrave(card)));
  const calling = all.filter(isCalling).sort(byGravity);
  return [...calling, ...all.filter((card) => !isCalling(card)).sort(byRise)];
}

/**
 * The cases that pulse on the map: those calling, gravest first, never more than twenty.
 * @param {Iterable<Card>} cards
 */
export function pulsing(cards) {
  const calling = [...cards].filter(isCalling).sort(byGravity).slice(0, MOST_PULSES);
  return new Set(calling.map((card) => card.case));
}

/**
 * The case that takes the wall now, if one does: grave and calling.
 * @param {Iterable<Card>} cards
 * @returns {Card | null}
 */
export function graveNow(cards) {
  return [...cards].filter((card) => isCalling(card) && isGrave(card)).sort(byGravity)[0] ?? null;
}

/** Lead first, then supporters. @param {Card} card @returns {Part[]} */
export const partsOf = (card) => (card.lead ? [card.lead, ...card.supports] : [...card.supports]);

/**
 * Agencies that have not signed, longest wait first.
 * @param {Iterable<Card>} cards
 * @param {number} now
 */
export function unsigned(cards, now) {
  const waits = [...cards].filter((card) => !isOver(card)).flatMap((card) =>
    partsOf(card)
      .filter((part) => part.signed === null)
      .map((part) => ({ card, part, wait: now - instant(part.since) })));
  return waits.sort((a, b) => b.wait - a.wait || a.card.case - b.card.case);
}

/**
 * Open cases with a deadline gone or near, the most pressing first.
 * @param {Iterable<Card>} cards
 * @param {number} now
 */
export function dueSoon(cards, now) {
  const due = [];
  for (const card of cards) {
    const left = card.due === null || card.paused ? Infinity : instant(card.due) - now;
    if (left <= SOON) due.push({ card, left });
  }
  return due.sort((a, b) => a.left - b.left || a.card.case - b.card.case);
}

/**
 * Why it rose: the house's own reason in the reader's language, a person's as they wrote it.
 * @param {Card} card
 * @param {import("./i18n.js").Translate} t
 */
export const whyOf = (card, t) => (t("tongue") === "en" && card.why_en) || card.why;

/** Past its deadline, by its own mark or by the clock. @param {Card} card @param {number} now */
export const isLate = (card, now) => card.overdue || (!card.paused && card.due !== null && instant(card.due) < now);

/**
 * How much of the time to the deadline is used, 0 to 1; null without a deadline.
 * @param {Card} card
 * @param {number} now
 */
export function timeUsed(card, now) {
  if (card.due === null) return null;
  const from = instant(card.opened);
  const whole = instant(card.due) - from;
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (now - from) / whole));
}

/**
 * The figures of 今日. Taken in, resolved and content (of those closed, each after its visit) are
 * the day's; open and overdue are
 * of this moment, counted on the cards themselves so that they always match the lists.
 * @param {Iterable<Card>} cards
 * @param {Map<string, Day>} days
 * @param {number} now
 */
export function tallies(cards, days, now) {
  const today = days.get(dayKey(now)) ?? NOTHING;
  const all = [...cards];
  return {
    opened: today.opened,
    resolved: today.resolved,
    overdue: all.filter((card) => isLate(card, now)).length,
    open: all.length,
    content: percent(today.satisfied, today.closed),
    closed: today.closed,
  };
}

/**
 * Open cases by level under each place one level below `scope`; what is known of the scope
 * only is counted under the scope itself, so that the sum is every case.
 * @param {Iterable<Card>} cards
 * @param {string} scope
 */
export function placeTotals(cards, scope) {
  /** @type {Map<string, { place: string, open: number, levels: number[] }>} */
  const totals = new Map();
  for (const card of cards) {
    const place = card.place.slice(0, Math.max(scope.length + 3, 9));
    const total = totals.get(place) ?? { place, open: 0, levels: [0, 0, 0, 0] };
    total.open += 1;
    total.levels[card.level - 1] += 1;
    totals.set(place, total);
  }
  return [...totals.values()].sort((a, b) => b.open - a.open || (a.place < b.place ? -1 : 1));
}

/**
 * The last 24 hours, oldest first, the present one last.
 * @param {Map<string, number[]>} hours
 * @param {number} now
 */
export function timeline(hours, now) {
  const present = Math.floor(now / HOUR) * HOUR;
  return Array.from({ length: 24 }, (_, index) => {
    const at = present - (23 - index) * HOUR;
    const levels = hours.get(hourKey(at)) ?? [0, 0, 0, 0];
    return { at, levels, total: levels.reduce((sum, count) => sum + count, 0) };
  });
}

/** On the map or counted beside it, never both, never neither. @param {Iterable<Card>} cards */
export function byPosition(cards) {
  const all = [...cards];
  const isPlaced = (/** @type {Card} */ card) => card.precision !== "none" && card.lon !== null;
  return {
    placed: all.filter(isPlaced),
    unplaced: all.filter((card) => !isPlaced(card)).sort(byGravity),
  };
}

/**
 * The course of a case as far as its card tells it, in order of time.
 * @param {Card} card
 * @returns {{ at: number, step: string, agency?: string }[]}
 */
export function course(card) {
  /** @type {{ at: number, step: string, agency?: string }[]} */
  const steps = [{ at: instant(card.opened), step: "stepOpened" }];
  for (const part of partsOf(card)) {
    steps.push({ at: instant(part.since), step: "stepAssigned", agency: part.name });
    if (part.signed) steps.push({ at: instant(part.signed), step: "stepSigned", agency: part.name });
  }
  if (card.escalated) steps.push({ at: instant(card.escalated), step: "stepEscalated" });
  if (card.acknowledged) steps.push({ at: instant(card.acknowledged), step: "stepAcknowledged" });
  return steps.sort((a, b) => a.at - b.at);
}
