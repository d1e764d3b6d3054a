// Receptions at the desk: today's list kept fresh, and the booking of one. Between the forms'
// sheet and the server; draws nothing.

import { bodyOf, wishOf, wrong } from "./thought/booking.js";
import { dayAndTime, instant } from "./thought/format.js";
import { sentence } from "./thought/problems.js";
import { Problem, get, newKey, send } from "./wire/api.js";

/** @typedef {import("./types/desk.js").BookingSheet} Booking */
/** @typedef {{ held: any, draw: () => void, toast: (text: string) => void, now: () => number,
 *   t: () => import("./thought/i18n.js").Translate, reload: (id: number) => void }} Host */

const SOON = 400; // ms: a burst of events asks once

export class Receptions {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.timer = 0;
  }

  /** Today's, as far as this person may see them. */
  async load() {
    const { held, draw } = this.host;
    held.receptions = (await get("/api/receptions").catch(() => ({ items: held.receptions }))).items;
    draw();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), SOON);
  }

  /** @param {import("./types/card.js").Card} card */
  async open(card) {
    const { held, draw, now } = this.host;
    const wish = wishOf(card, now());
    /** @type {Booking} */
    const sheet = { kind: "booking", card, wish, officers: [], said: "", isBusy: false, isTried: false, key: newKey() };
    held.sheet = sheet;
    draw();
    await this.#people(sheet);
  }

  /** Who works at the three centres. @param {Booking} sheet */
  async #people(sheet) {
    const { township, village } = sheet.wish;
    const places = { county: sheet.card.place.slice(0, 6), township, village };
    const asked = Object.entries(places).filter(([, place]) => place).map(async ([level, place]) => ({
      level, people: (await get(`/api/agencies/c${place}/officers`).catch(() => ({ items: [] }))).items }));
    sheet.officers = await Promise.all(asked);
    this.host.draw();
  }

  /** @param {Partial<Booking["wish"]>} change */
  wish(change) {
    const { sheet } = this.host.held;
    if (sheet?.kind !== "booking") return;
    sheet.wish = { ...sheet.wish, ...change, ...(change.township !== undefined ? { village: "", people: [] } : {}) };
    if (change.township !== undefined || change.village !== undefined) this.#people(sheet);
    this.host.draw();
  }

  async submit() {
    const { held, draw, now, t, toast, reload } = this.host;
    /** @type {Booking} */ const sheet = held.sheet;
    sheet.isTried = true;
    if (sheet.isBusy || wrong(sheet.wish, now()).length) return draw();
    sheet.isBusy = true;
    draw();
    const levelOf = (/** @type {number} */ account) => sheet.officers.find(({ people }) => people.some((one) => one.account === account))?.level ?? "";
    try {
      const { reception } = await send("POST", "/api/receptions", bodyOf(sheet.card, sheet.wish, levelOf), sheet.key);
      held.sheet = null;
      toast(t()("bookedNow", { time: dayAndTime(instant(reception.starts_at), now()) }));
      await this.load();
      reload(sheet.card.case);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      sheet.said = sentence(problem, t());
      if (!problem.isPassing) sheet.key = newKey();
    }
    sheet.isBusy = false;
    return draw();
  }
}
