// The sealed lane as its page thinks of it: tabs, what a deed asks for, what has changed. Pure.

/** @typedef {{ id: string, version: number }} OpenItem */

/** @type {[string, string][]} tab and the verb it needs */
const TABS = [
  ["matters", "handle_sealed"], ["received", "handle_sealed"], ["filing", "report"],
  ["relations", "read_case"],
];

/** @param {{ verbs: string[] } | null} me */
export const tabsOf = (me) => TABS.filter(([, verb]) => me?.verbs.includes(verb)).map(([tab]) => tab);

/** Where the page is: a matter by its id, else a tab. @param {string} hash @param {string[]} tabs */
export function placeOf(hash, tabs) {
  const matter = /^#m=([0-9A-Z]{16})$/.exec(hash)?.[1] ?? "";
  const tab = matter ? "matters" : hash.slice(1);
  return { matter, tab: tabs.includes(tab) ? tab : tabs[0] ?? "" };
}

/** @type {Record<string, string[]>} inputs of a deed's form, in order; none wants a word of assent */
export const FORMS = {
  accept: [], recuse: [], note: ["words"], answer: ["words"],
  accuse: ["accused", "official"], abstract: ["agency", "words"], close: ["satisfaction", "words"],
};

/**
 * What is sent for a deed; `values` are the inputs by name.
 * @param {string} deed @param {number} version @param {Record<string, string>} values
 */
export function bodyOf(deed, version, values) {
  const { accused, official, ...rest } = Object.fromEntries((FORMS[deed] ?? []).map((name) => [name, values[name] ?? ""]));
  return deed === "accuse" ? { version, accused: [accusation(accused, official)] } : { version, ...rest };
}

/** @param {string} agency @param {string} official */
export const accusation = (agency, official) => official ? { agency, account: Number(official) } : { agency };

/**
 * What a frame means for the page: whether the open matter is closed to it now, and whether
 * anything is other than it was.
 * @param {OpenItem[]} before @param {OpenItem[]} items @param {string} matter
 */
export function heard(before, items, matter) {
  return {
    isGone: matter !== "" && !items.some(({ id }) => id === matter),
    isOther: JSON.stringify(before) !== JSON.stringify(items),
  };
}
