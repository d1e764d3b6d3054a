// Documents of the open case: which there are, the form to issue one, copies for the officer to
// keep. Between sheets and server; knows no picture.

import { sentence } from "./thought/problems.js";
import { Problem, get, newKey, send } from "./wire/api.js";
import { keep, taken } from "./wire/parts.js";

/** @typedef {import("./types/desk.js").PaperSheet} Paper */
/** @typedef {import("./types/desk.js").ReadSheet} Read */
/** @typedef {{ held: any, draw: () => void, t: () => import("./thought/i18n.js").Translate,
 *   toast: (text: string) => void, told: (error: unknown) => string }} Host */

const ENDINGS = { pdf: "pdf", word: "docx" };

export class Documents {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.turn = 0;
  }

  /** @returns {Paper | null} */
  get sheet() {
    const { sheet } = this.host.held;
    return sheet?.kind === "paper" ? sheet : null;
  }

  /** Those of the open case, unless another one was opened meanwhile. */
  async load() {
    const { held, draw, told } = this.host;
    const id = held.file?.card.case;
    this.turn += 1;
    const { turn } = this;
    if (held.papers?.case !== id) held.papers = null;
    if (id === undefined) return;
    try {
      const { items, kinds } = await get(`/api/cases/${id}/documents`);
      if (turn === this.turn) held.papers = { case: id, items, kinds, said: "" };
    } catch (error) {
      if (turn === this.turn) held.papers = { case: id, items: [], kinds: [], said: told(error) };
    }
    draw();
  }

  issue() {
    const { held, draw } = this.host;
    const first = held.papers?.kinds.find((/** @type {any} */ one) => one.allowed);
    if (!first) return;
    held.sheet = { kind: "paper", case: held.papers.case, code: first.kind, subject: subjectOf(first),
      inputs: {}, shown: null, problems: {}, said: "", isBusy: false, key: newKey() };
    draw();
  }

  /** What was shown belongs to what was said: another word hides it. @param {string} name @param {any} value */
  set(name, value) {
    const { sheet } = this;
    if (!sheet) return;
    if (name === "code") {
      const kind = this.host.held.papers.kinds.find((/** @type {any} */ one) => one.kind === value);
      Object.assign(sheet, { code: value, subject: subjectOf(kind), inputs: {}, problems: {} });
    } else if (name === "subject") sheet.subject = Number(value);
    else sheet.inputs = { ...sheet.inputs, [name]: value };
    delete sheet.problems[name];
    Object.assign(sheet, { shown: null, said: "", key: newKey() });
    this.host.draw();
  }

  /** First a look at it, then the number. */
  async submit() {
    const { sheet } = this;
    if (!sheet || sheet.isBusy) return;
    const { held, draw } = this.host;
    Object.assign(sheet, { isBusy: true, said: "", problems: {} });
    draw();
    try {
      const path = `/api/cases/${sheet.case}/documents`;
      const body = { kind: sheet.code, subject: sheet.subject, inputs: sheet.inputs };
      if (!sheet.shown) sheet.shown = await send("POST", `${path}/preview`, body);
      else {
        const { number } = await send("POST", path, body, sheet.key);
        if (held.sheet === sheet) held.sheet = null;
        this.host.toast(this.host.t()("paperIssued", { number }));
        await this.load();
      }
    } catch (error) {
      this.refused(sheet, error);
    }
    sheet.isBusy = false;
    draw();
  }

  /** @param {Paper} sheet @param {unknown} error */
  refused(sheet, error) {
    const problem = error instanceof Problem ? error : new Problem(0, {});
    const field = problem.field?.replace("inputs.", "") ?? "";
    if (field in sheet.inputs || problem.field?.startsWith("inputs.")) sheet.problems[field] = sentence(problem, this.host.t());
    else sheet.said = this.host.told(error);
    sheet.shown = null;
  }

  /** @param {number} id */
  async read(id) {
    const { held, draw, toast, told } = this.host;
    try {
      const shown = await get(`/api/cases/${held.papers.case}/documents/${id}`);
      held.sheet = { kind: "read", shown };
      draw();
    } catch (error) {
      toast(told(error));
    }
  }

  /** A copy to keep; with `open` the citizen's own, with their name. @param {number} id @param {"pdf" | "word"} format @param {boolean} open */
  copy(id, format, open) {
    const query = `format=${format}&open=${open ? "yes" : "no"}`;
    return this.take(`/documents/${id}/copy?${query}`, `document-${id}.${ENDINGS[format]}`);
  }

  archive() {
    return this.take("/archive", `${this.host.held.file.card.receipt}.pdf`);
  }

  /** @param {string} path @param {string} name */
  async take(path, name) {
    const { held, draw, toast, told, t } = this.host;
    if (held.papers.isBusy) return;
    held.papers.isBusy = true;
    toast(t()("paperDrawn"));
    try {
      keep(await taken(`/api/cases/${held.papers.case}${path}`), name);
      toast(t()("paperTaken", { name }));
      await this.load();
    } catch (error) {
      toast(told(error));
    }
    if (held.papers) held.papers.isBusy = false;
    draw();
  }
}

/** The newest thing a document of this kind is about. @param {any} kind */
const subjectOf = (kind) => kind?.subjects[0]?.number ?? 0;
