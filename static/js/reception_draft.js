// The outcome in the making: kept as it is typed, with the agencies and people a host may name.
// Draws nothing.

import { blank } from "./thought/outcome.js";
import { get } from "./wire/api.js";
import { Drafts } from "./wire/drafts.js";

/** @typedef {import("./types/reception.js").Draft} Draft */
/** @typedef {{ held: any, name: string, draw: () => void }} Host `name` is the draft's */

export class OutcomeDraft {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    /** @type {Drafts | null} */
    this.drafts = null;
    this.isAsked = false;
  }

  /** @param {Draft} draft */
  keep(draft) {
    const { held, name, draw } = this.host;
    held.draft = draft;
    this.drafts?.keep(name, draft, []);
    draw();
  }

  async drop() {
    await this.drafts?.drop(this.host.name);
    this.host.held.draft = blank();
    this.host.draw();
  }

  /** Who may answer for an agency. @param {string} agency */
  async people(agency) {
    const { held, draw } = this.host;
    if (!agency || held.officers.has(agency)) return;
    const { items } = await get(`/api/agencies/${encodeURIComponent(agency)}/officers`).catch(() => ({ items: [] }));
    held.officers.set(agency, items);
    draw();
  }

  /** What only a host needs; asked for once. */
  async furnish() {
    if (this.isAsked) return;
    this.isAsked = true;
    const { held, name, draw } = this.host;
    const { items } = await get("/api/agencies");
    held.agencies = items.filter((/** @type {any} */ one) => one.has_officer);
    this.drafts = new Drafts(held.me.account, draw);
    const found = await this.drafts.find(name);
    if (found) held.draft = found.value;
    await Promise.all(held.draft.commitments.map((/** @type {{ agency: string }} */ { agency }) => this.people(agency)));
    draw();
  }
}
