// What lies over a reception: which sheet is open, what was typed into it, and the deed it ends in.
// Draws nothing.

import { bodyFor, blankChange, lacksOf } from "./thought/appointment.js";
import { instant } from "./thought/format.js";
import { bodyOf } from "./thought/outcome.js";
import { missing } from "./thought/reception.js";

/** @typedef {import("./types/reception.js").Sheet} Sheet */
/** @typedef {{ held: any, draw: () => void, now: () => number, leave: () => void,
 *   say: (message: Record<string, unknown>) => boolean,
 *   record: import("./reception_record.js").ReceptionRecord, draft: import("./reception_draft.js").OutcomeDraft }} Host */

export class Sheets {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {Sheet["kind"]} kind */
  show(kind) {
    const { held, draw, draft, now } = this.host;
    const at = held.reception ? instant(held.reception.starts_at) : now();
    held.sheet = { kind, ...blankChange(at), site: "county", agency: "", account: "", label: "", isTried: false };
    if (kind === "ask" || kind === "handover") this.#centre();
    if (kind === "ask") draft.furnish();
    draw();
  }

  close() {
    this.host.held.sheet = null;
    this.host.draw();
  }

  /** @param {Partial<Sheet>} change */
  change(change) {
    const { held, draw, draft } = this.host;
    if (!held.sheet) return;
    held.sheet = { ...held.sheet, ...change };
    if (change.site !== undefined) this.#centre();
    if (change.agency !== undefined) {
      held.sheet.account = "";
      draft.people(change.agency);
    }
    draw();
  }

  /** The people of the centre at the chosen site stand first. */
  #centre() {
    const { held, draft } = this.host;
    const site = held.reception?.sites.find((/** @type {{ level: string }} */ { level }) => level === held.sheet.site);
    held.sheet = { ...held.sheet, agency: site ? `c${site.place}` : "", account: "" };
    draft.people(held.sheet.agency);
  }

  /** @returns {unknown} */
  submit() {
    const { held, record, now, leave } = this.host;
    const sheet = /** @type {Sheet | null} */ (held.sheet);
    if (!sheet || held.isBusy) return undefined;
    switch (sheet.kind) {
      case "begin": return this.#begin(sheet);
      case "end": return record.deed("end");
      case "close": return this.#finish();
      case "leave": return leave();
      case "companions": return this.#beside(sheet);
      case "noshow": case "move": case "cancel": {
        const before = instant(held.reception.starts_at);
        if (lacksOf(sheet.kind, sheet, now(), before).length) return this.change({ isTried: true });
        return record.deed(sheet.kind === "noshow" ? "no-show" : sheet.kind, bodyFor(sheet.kind, sheet));
      }
      case "ask": return sheet.account ? record.deed("ask", { account: Number(sheet.account), site: sheet.site }) : this.change({ isTried: true });
      case "handover": return sheet.account ? record.deed("hand-over", { account: Number(sheet.account) }) : this.change({ isTried: true });
      default: return this.close();
    }
  }

  /** Somebody who sits with us has said yes, aloud, before they are written down. @param {Sheet} sheet */
  #beside(sheet) {
    const label = sheet.label.trim();
    if (!label) return this.change({ isTried: true });
    if (!this.host.say({ type: "companion", label, given: true })) return undefined;
    return this.change({ label: "", isTried: false });
  }

  /** @param {Sheet} sheet */
  #begin(sheet) {
    const { held, record } = this.host;
    const reason = sheet.reason.trim();
    const isNeeded = missing(held.hall, held.reception).length > 0;
    return isNeeded && [...reason].length < 2 ? undefined : record.deed("begin", isNeeded ? { reason } : {});
  }

  /** End when it runs, then record what came of it; the other side may have ended it this instant. */
  async #finish() {
    const { held, record, draft } = this.host;
    const outcome = bodyOf(held.draft);
    const runs = () => ![held.hall.room?.state, held.reception?.state].includes("closing");
    if (runs() && !(await record.deed("end")) && runs()) return;
    if (await record.deed("close", { outcome })) await draft.drop();
  }
}
