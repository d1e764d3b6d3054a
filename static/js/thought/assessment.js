// Entries for dissatisfied visits and interviews: which deed goes where with what, what is missing,
// what a count means. Pure.

/** @typedef {{ zh: string, en: string, code: string }} Term */

export const TALK_AT = 3;
export const NO_AWARD_AT = 5;

/** Where a deed on an entry goes, and what is sent with the words. @type {Record<string, { path: string, more: object }>} */
const DEEDS = {
  appeal: { path: "appeal", more: {} },
  dismiss: { path: "dismiss", more: {} },
  "propose-void": { path: "void", more: {} },
  "approve-void": { path: "decide-void", more: { decision: "approve" } },
  "refuse-void": { path: "decide-void", more: { decision: "refuse" } },
};

/** @param {number} strike @param {string} deed @param {string} words */
export const letterOf = (strike, deed, words) => ({
  path: `/api/strikes/${strike}/${DEEDS[deed].path}`, body: { words: words.trim(), ...DEEDS[deed].more },
});

/** What is missing of the words; "" when nothing is. @param {string} words */
export const wrongWords = (words) => ([...words.trim()].length < 4 ? "needWords" : "");

/**
 * What is missing of the record of an interview, by input: keys of words.
 * @param {Record<string, string>} values @returns {Record<string, string>}
 */
export function wrongRecord({ talker, held_on: held, minutes, rectify_by: until }) {
  return {
    ...([...talker.trim()].length < 2 ? { talker: "needTalker" } : {}),
    ...(held ? {} : { held_on: "needDay" }),
    ...([...minutes.trim()].length < 10 ? { minutes: "needMinutes" } : {}),
    ...(!until || until < held ? { rectify_by: "needUntil" } : {}),
  };
}

/** The word for what a count leads to; "" for nothing. @param {number} counted @param {boolean} isUnit */
export function marked(counted, isUnit) {
  if (isUnit && counted >= NO_AWARD_AT) return "noAward";
  return counted >= TALK_AT ? "talkOwed" : "";
}

/** @param {Term[]} list @param {string} code @param {string} language */
export function nameOf(list, code, language) {
  const found = list.find((term) => term.code === code);
  return found ? found[language === "en" ? "en" : "zh"] : code;
}

/** A year that the server takes. @param {string} text */
export const isYear = (text) => /^2[0-9]{3}$/.test(text);
