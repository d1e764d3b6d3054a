// Which language a screen speaks, and how a keyed word becomes text. Pure: knows no page.

/** @typedef {"zh" | "en"} Language */
/** @typedef {{ zh: Record<string, string>, en: Record<string, string> }} Table */
/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

/**
 * The language asked for in the address (`?lang=en`), else the one kept, else Chinese.
 * @param {string} search
 * @param {string | null} [kept]
 * @returns {Language}
 */
export function languageOf(search, kept = null) {
  const asked = new URLSearchParams(search).get("lang") ?? kept;
  return asked === "en" ? "en" : "zh";
}

/**
 * A function from keys to words; later tables win. An unknown key throws: a screen without a
 * word is a mistake that its first drawing must show.
 * @param {Language} language
 * @param {...Table} tables
 * @returns {Translate}
 */
export function translator(language, ...tables) {
  /** @type {Record<string, string>} */
  const known = Object.assign({}, ...tables.map((table) => table[language]));
  return (key, values = {}) => {
    const word = known[key];
    if (word === undefined) throw new Error(`no word for ${key} in ${language}`);
    return filled(word, values);
  };
}

/**
 * `{n}` and the like replaced; the values are text, never markup.
 * @param {string} word
 * @param {Record<string, string | number>} values
 */
function filled(word, values) {
  return word.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
