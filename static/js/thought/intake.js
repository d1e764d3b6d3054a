// What is written down of a report before it is one: parties, who has a number elsewhere, what is
// sent. Pure; the server judges again.

/** @typedef {import("../types/file.js").Values} Values */
/** @typedef {{ part: string, nature: string, name: string, phone: string, id_number: string, address: string }} Party */

const HANDED_OVER = ["police_110", "hotline_12345", "superior", "leader", "online"];
const REPORTER = ["name", "phone", "id_number", "address"];
export const MOST_SPEAKING = 5; // a group sends five at most; more are noted all the same

/** Who hands a report over under a number of their own. @param {string} channel */
export const hasReference = (channel) => HANDED_OVER.includes(channel);

/** What a new form holds before anybody types. @returns {Values} */
export const blankPeople = () => ({
  name: "", phone: "", id_number: "", address: "", nature: "person", reference: "", parties: [], isMore: false,
});

/** @returns {Party} */
export const blankParty = () => ({ part: "respondent", nature: "person", name: "", phone: "", id_number: "", address: "" });

/** How many speak for a group. @param {Party[]} parties */
export const speaking = (parties) => parties.filter(({ part }) => part === "representative").length;

/** The list with one field of one party changed. @param {Party[]} parties @param {number} index @param {string} name @param {string} value */
export const changedParty = (parties, index, name, value) =>
  parties.map((one, at) => (at === index ? { ...one, [name]: value } : one));

/** @param {Values} values @returns {Record<string, string>} */
export function wrongNew({ type, place, words, headcount, parties = [] }) {
  /** @type {Record<string, string>} */
  const found = {};
  if (!type) found.type = "needType";
  if (!place) found.place = "needPlace";
  if ([...words.trim()].length < 2) found.words = "needWords";
  if (headcount === "") found.headcount = "needNumber";
  if (parties.some((/** @type {Party} */ one) => !isNamed(one))) found.parties = "needParty";
  return found;
}

/** @param {Values} one */
const isNamed = (one) => REPORTER.some((name) => one[name]?.trim());

/** The body of POST /api/reports without photos. @param {Values} values */
export function bodyOf(values) {
  const { kind, type, words, headcount, level, place, spot, channel, difficulty, title, reference = "", parties = [], nature = "person" } = values;
  const reporter = isNamed(values) ? { ...trimmed(values), nature } : null;
  return {
    kind, type, words: words.trim(), headcount, level, place, spot: spot.trim(), channel, reporter,
    ...(difficulty ? { difficulty } : {}), ...(title.trim() ? { title: title.trim() } : {}),
    ...(hasReference(channel) && reference.trim() ? { reference: reference.trim() } : {}),
    ...(parties.length ? { parties: parties.map((/** @type {Party} */ one) => ({ part: one.part, nature: one.nature, ...trimmed(one) })) } : {}),
  };
}

/** @param {Values} one */
const trimmed = (one) => Object.fromEntries(REPORTER.map((name) => [name, (one[name] ?? "").trim()]));

/**
 * What the clerk has looked at and decided; nothing when nobody looked.
 * @param {import("../types/file.js").Similar | null} found @param {string} choice
 */
export function matchOf(found, choice) {
  if (!found) return {};
  const [how, id] = choice.split(":");
  return { seen: found.candidates.map(({ card }) => card.case), ...(id ? { match: { case: Number(id), as: how } } : {}) };
}
