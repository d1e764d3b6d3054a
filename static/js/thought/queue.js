// The queue of a desk: what the address says is asked for, what is unread, where the mark stands.
// Pure; the server has chosen and ordered the cases.

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {{ queue: string, q: string, level: string, state: string, open: number | null }} Wish */

export const QUEUES = ["mine", "unit", "all", "overdue", "visit", "supervised", "owned", "long", "untold"];
export const NUMBERED = 6; // of them have a digit; those beyond are reached by [ and ]

/** The queue before or after. @param {string} queue @param {number} step */
export const besideOf = (queue, step) => QUEUES[(QUEUES.indexOf(queue) + step + QUEUES.length) % QUEUES.length];

/** What the address of the page asks for. @param {string} search @returns {Wish} */
export function wishOf(search) {
  const address = new URLSearchParams(search);
  const queue = address.get("queue") ?? "";
  const open = Number(address.get("case"));
  return {
    queue: QUEUES.includes(queue) ? queue : "all",
    q: (address.get("q") ?? "").slice(0, 60),
    level: /^[1-4]$/.test(address.get("level") ?? "") ? `${address.get("level")}` : "",
    state: address.get("state") ?? "",
    open: Number.isInteger(open) && open > 0 ? open : null,
  };
}

/** The address that asks for it; what is usual is left out. @param {Wish} wish */
export function addressOf({ queue, q, level, state, open }) {
  const address = new URLSearchParams();
  if (queue !== "all") address.set("queue", queue);
  if (q) address.set("q", q);
  if (level) address.set("level", level);
  if (state) address.set("state", state);
  if (open) address.set("case", String(open));
  const text = address.toString();
  return text ? `?${text}` : "";
}

/** The question to the server. @param {Wish} wish @param {string | null} [after] */
export function questionOf({ queue, q, level, state }, after = null) {
  const question = new URLSearchParams({ queue });
  if (q.trim()) question.set("q", q.trim());
  if (level) question.set("level", level);
  if (state) question.set("state", state);
  if (after) question.set("after", after);
  return `/api/cases?${question}`;
}

/**
 * Whether something happened to a case since this person last had it open.
 * @param {Card} card
 * @param {Record<string, number>} seen the version last seen, by case
 */
export const isUnread = (card, seen) => card.version > (seen[card.case] ?? 0);

/**
 * The case `step` rows from the marked one; the ends hold.
 * @param {Card[]} items
 * @param {number | null} marked
 * @param {number} step
 */
export function moved(items, marked, step) {
  if (!items.length) return null;
  const index = items.findIndex((card) => card.case === marked);
  const next = index < 0 ? (step > 0 ? 0 : items.length - 1) : index + step;
  return items[Math.min(items.length - 1, Math.max(0, next))].case;
}

/**
 * Rows with what the stream already knows better; the order stays the server's.
 * @param {Card[]} items
 * @param {Map<number, Card>} live
 */
export function freshened(items, live) {
  return items.map((card) => {
    const newer = live.get(card.case);
    return newer && newer.version > card.version ? newer : card;
  });
}
