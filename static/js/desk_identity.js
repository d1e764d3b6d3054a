// Names and numbers at the desk: one field opened, or a person's cases found, for a purpose and on
// record. What was opened lives in its sheet and goes with it. Between sheets and server.

import { sentence } from "./thought/problems.js";
import { Problem, send } from "./wire/api.js";

/** @typedef {import("./types/desk.js").LookupSheet} Lookup */
/** @typedef {import("./types/desk.js").RevealSheet} Reveal */
/** @typedef {{ held: any, draw: () => void, t: () => import("./thought/i18n.js").Translate,
 *   told: (error: unknown) => string }} Host */

export class Identity {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** @returns {Lookup | Reveal | null} */
  get sheet() {
    const { sheet } = this.host.held;
    return sheet?.kind === "lookup" || sheet?.kind === "reveal" ? sheet : null;
  }

  lookup() {
    this.show({ kind: "lookup", by: "phone", value: "", purpose: "", found: null, problems: {}, said: "", isBusy: false });
  }

  /** @param {import("./types/file.js").FileParty} party @param {string} field */
  reveal(party, field) {
    const { held } = this.host;
    this.show({ kind: "reveal", case: held.file.card.case, party, field, purpose: "", value: "", left: null, problems: {}, said: "", isBusy: false });
  }

  /** @param {Lookup | Reveal} sheet */
  show(sheet) {
    this.host.held.sheet = sheet;
    this.host.draw();
  }

  /** What was found belongs to what was asked: another question hides it. @param {string} name @param {any} value */
  set(name, value) {
    const { sheet } = this;
    if (!sheet) return;
    Object.assign(sheet, { [name]: value });
    delete sheet.problems[name];
    if (sheet.kind === "lookup") sheet.found = null;
    this.host.draw();
  }

  async submit() {
    const { sheet } = this;
    if (!sheet || sheet.isBusy || (sheet.kind === "reveal" && sheet.value)) return;
    sheet.problems = this.lacks(sheet);
    if (!Object.keys(sheet.problems).length) await this.ask(sheet);
    this.host.draw();
  }

  /** @param {Lookup | Reveal} sheet @returns {Record<string, string>} */
  lacks(sheet) {
    const t = this.host.t();
    return { ...(sheet.purpose ? {} : { purpose: t("needPurpose") }),
      ...(sheet.kind === "lookup" && !sheet.value.trim() ? { value: t("needWhole") } : {}) };
  }

  /** @param {Lookup | Reveal} sheet */
  async ask(sheet) {
    [sheet.isBusy, sheet.said] = [true, ""];
    this.host.draw();
    try {
      if (sheet.kind === "lookup") await find(sheet);
      else await open(sheet);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      if (problem.field && problem.field in sheet) sheet.problems[problem.field] = sentence(problem, this.host.t());
      else sheet.said = this.host.told(error);
    }
    sheet.isBusy = false;
  }
}

/** @param {Lookup} sheet */
async function find(sheet) {
  const { by, value, purpose } = sheet;
  sheet.found = await send("POST", "/api/lookup", { by, value: value.trim(), purpose });
}

/** @param {Reveal} sheet */
async function open(sheet) {
  const { party, field, purpose } = sheet;
  const { value, left } = await send("POST", `/api/cases/${sheet.case}/reveal`, { field, purpose, person: party.person });
  [sheet.value, sheet.left] = [value, left];
}
