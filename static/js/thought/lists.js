// The closed lists of the server (kinds, types, states, ...) as names in the reader's language.
// Pure; a code nobody has named is shown as it is.

/** @typedef {import("../types/file.js").Taxonomy} Taxonomy */
/** @typedef {import("../types/file.js").Term} Term */
/** @typedef {import("../types/card.js").Place} Place */

export class Lists {
  /** @param {Taxonomy} taxonomy @param {"zh" | "en"} language */
  constructor(taxonomy, language) {
    this.taxonomy = taxonomy;
    this.language = language;
  }

  /**
   * @param {Exclude<keyof Taxonomy, "deeds" | "difficulties" | "types">
   *   | "deeds" | "difficulties" | "types"} list
   * @param {string | number} code
   */
  name(list, code) {
    const found = /** @type {Term[]} */ (this.taxonomy[list]).find((term) => term.code === code);
    return found ? found[this.language] : String(code);
  }

  /** The key that does it. @param {string} deed */
  keyOf(deed) {
    return this.taxonomy.deeds.find(({ code }) => code === deed)?.key ?? "";
  }

  /** Types that a kind may have. @param {string} kind */
  typesOf(kind) {
    return this.taxonomy.types.filter((type) => type.kinds.includes(kind));
  }

  /** @param {string} code */
  type(code) {
    return this.taxonomy.types.find((type) => type.code === code);
  }
}

/**
 * `冰溪街道 · 万柳洲社区`, without the county.
 * @param {Map<string, Place>} places
 * @param {string} code
 */
export function pathOf(places, code) {
  const codes = [9, 12, 15].filter((length) => length <= code.length)
    .map((length) => code.slice(0, length));
  const names = (codes.length ? codes : [code]).map((one) => places.get(one)?.short ?? one);
  return names.join(" · ");
}

/** The nearest name of a place. @param {Map<string, Place>} places @param {string} code */
export const shortOf = (places, code) => places.get(code)?.short ?? code;
