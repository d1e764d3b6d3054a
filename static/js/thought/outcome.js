// What a reception comes to: commitments with agency, named person and date, or a stated
// conclusion. What is missing, and what is sent. Pure; the server judges again.

/** @typedef {import("../types/reception.js").Commitment} Commitment */
/** @typedef {import("../types/reception.js").Draft} Draft */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
export const MOST_ROWS = 10;
const LEAST = 2; // characters

/** @typedef {{ id: string, name: string, short_name: string }} Named */

/** What an agency is called here: its short name, unless another has the same.
 * @param {Named[]} agencies @param {Named} one */
export const labelOf = (agencies, one) =>
  (agencies.some(({ id, short_name: name }) => id !== one.id && name === one.short_name) ? one.name : one.short_name);

/** The agency that is called so; "" while nothing or half of it is typed. @param {Named[]} agencies @param {string} text */
export const named = (agencies, text) => agencies.find((one) => labelOf(agencies, one) === text.trim())?.id ?? "";

/** @returns {Draft} */
export const blank = () => ({ commitments: [], conclusion: "" });

/** A row more, up to the most. @param {Draft} draft @returns {Draft} */
export function grown(draft) {
  if (draft.commitments.length >= MOST_ROWS) return draft;
  const key = 1 + Math.max(0, ...draft.commitments.map((row) => row.key));
  const row = { key, words: "", agency: "", officer: "", due: "" };
  return { ...draft, commitments: [...draft.commitments, row] };
}

/** A field of a row; another agency forgets the person. @param {Draft} draft @param {number} key @param {Partial<Commitment>} change @returns {Draft} */
export function changed(draft, key, change) {
  const commitments = draft.commitments.map((row) => (row.key === key
    ? { ...row, ...(change.agency !== undefined && change.agency !== row.agency ? { officer: "" } : {}), ...change }
    : row));
  return { ...draft, commitments };
}

/** @param {Draft} draft @param {number} key @returns {Draft} */
export const shrunk = (draft, key) =>
  ({ ...draft, commitments: draft.commitments.filter((row) => row.key !== key) });

/** Names of what a row lacks; `past` when its date is before today, `far` beyond a year. @param {Commitment} row @param {string} today */
export function lacks(row, today) {
  /** @type {string[]} */
  const found = [];
  if (length(row.words) < LEAST) found.push("words");
  if (!row.agency) found.push("agency");
  if (!row.officer) found.push("officer");
  if (!DATE.test(row.due)) found.push("due");
  else if (row.due < today) found.push("past");
  else if (row.due > yearAfter(today)) found.push("far");
  return found;
}

/**
 * Why the outcome is not complete: `nothing`, `rows` or "" when it is.
 * @param {Draft} draft @param {string} today the China day, `2026-11-24`
 */
export function incomplete(draft, today) {
  if (draft.commitments.some((row) => lacks(row, today).length)) return "rows";
  return draft.commitments.length || length(draft.conclusion) >= LEAST ? "" : "nothing";
}

/** A promise is kept within a year. @param {string} today */
const yearAfter = (today) => `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;

/** How many rows are complete. @param {Draft} draft @param {string} today */
export const complete = (draft, today) =>
  draft.commitments.filter((row) => lacks(row, today).length === 0).length;

/** What is sent. @param {Draft} draft */
export function bodyOf({ commitments, conclusion }) {
  const said = conclusion.trim();
  return {
    commitments: commitments.map(({ words, agency, officer, due }) =>
      ({ agency, officer: Number(officer), words: words.trim(), due })),
    ...(said ? { conclusion: said } : {}),
  };
}

/** @param {string} text */
const length = (text) => [...text.trim()].length;
