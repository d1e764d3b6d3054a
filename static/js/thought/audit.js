// What the auditor asks for, and how a row reads. Pure: knows no page and no wire.

/** @typedef {{ actor: string, case: string, what: string }} Wish */
/** @typedef {{ row: number, seq: number | null, at: string, what: string, by: number | null,
 *   unit: string, case: number | null, target: string, purpose: string,
 *   detail: Record<string, unknown> }} Row */

const NUMBER = /^[0-9]{1,18}$/;

/**
 * The address of a page of rows; what is no number is left out.
 * @param {Wish} wish @param {number | null} after
 */
export function questionOf(wish, after) {
  const asked = new URLSearchParams();
  if (NUMBER.test(wish.actor)) asked.set("actor", wish.actor);
  if (NUMBER.test(wish.case)) asked.set("case", wish.case);
  if (wish.what) asked.set("what", wish.what);
  if (after !== null) asked.set("after", String(after));
  return `/api/audit${asked.size ? `?${asked}` : ""}`;
}

/** Whether the field holds what can be asked for. @param {string} text */
export const isNumber = (text) => text === "" || NUMBER.test(text);

/** `status 404 · code not-found`; the id of the request comes last. @param {Row["detail"]} detail */
export function detailLine(detail) {
  const { request, ...rest } = detail;
  return Object.entries({ ...rest, ...(request ? { request } : {}) })
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(",") : value}`)
    .join(" · ");
}
