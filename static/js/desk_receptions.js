// Receptions at the desk: today's list and who waits, kept fresh; booking one, and changing the
// booking. Between the forms' sheet and the server; draws nothing.

import { bodyFor, blankChange, lacksOf } from "./thought/appointment.js";
import { bodyOf, wishOf, wrong } from "./thought/booking.js";
import { dayAndTime, instant } from "./thought/format.js";
import { sentence } from "./thought/problems.js";
import { offer } from "./thought/reception.js";
import { Problem, get, newKey, send } from "./wire/api.js";

/** @typedef {import("./types/desk.js").BookingSheet} Booking */
/** @typedef {import("./types/desk.js").AppointmentSheet} Appointment */
/** @typedef {import("./thought/appointment.js").Kind} Kind */
/** @typedef {{ held: any, draw: () => void, toast: (text: string) => void, now: () => number,
 *   t: () => import("./thought/i18n.js").Translate, reload: (id: number) => void }} Host */

const SOON = 400; // ms: a burst of events asks once
/** Deeds as the server calls them. @type {Record<Kind, string>} */
const NAMES = { move: "move", cancel: "cancel", noshow: "no-show" };

export class Receptions {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.timer = 0;
  }

  /** Today's, as far as this person may see them. */
  async load() {
    const { held, draw } = this.host;
    const [today, waiting] = await Promise.all([get("/api/receptions").catch(() => ({ items: held.receptions })),
      get("/api/receptions/waiting").catch(() => ({ items: held.parties }))]);
    [held.receptions, held.parties] = [today.items, waiting.items];
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

  /** Another time, off, or one side did not come. @param {number} id @param {Kind} deed */
  async appoint(id, deed) {
    const { held, draw, toast, t } = this.host;
    try {
      const { reception } = await get(`/api/receptions/${id}`);
      const { allowed, reason } = offer(reception, NAMES[deed]);
      if (!allowed) return toast(reason);
      const change = blankChange(instant(reception.starts_at));
      held.sheet = { kind: "appointment", deed, reception, change, said: "", isBusy: false, isTried: false, key: newKey() };
      return draw();
    } catch (error) {
      return toast(sentence(error instanceof Problem ? error : new Problem(0, {}), t()));
    }
  }

  /** @param {Partial<import("./types/reception.js").Change>} change */
  change(change) {
    const { sheet } = this.host.held;
    if (sheet?.kind !== "appointment") return;
    sheet.change = { ...sheet.change, ...change };
    this.host.draw();
  }

  submit() {
    return this.host.held.sheet.kind === "booking" ? this.#book() : this.#appointed();
  }

  async #appointed() {
    const { held, draw, now, t, reload } = this.host;
    /** @type {Appointment} */ const sheet = held.sheet;
    const { deed, change, reception } = sheet;
    sheet.isTried = true;
    if (sheet.isBusy || lacksOf(deed, change, now(), instant(reception.starts_at)).length) return draw();
    sheet.isBusy = true;
    draw();
    try {
      await send("POST", `/api/receptions/${reception.reception}/${NAMES[deed]}`, { version: reception.version, ...bodyFor(deed, change) }, sheet.key);
      held.sheet = null;
      await this.load();
      reload(reception.case);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      sheet.said = sentence(problem, t());
      if (!problem.isPassing) sheet.key = newKey();
    }
    sheet.isBusy = false;
    return draw();
  }

  async #book() {
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
