// The record of a reception as the server has it, and the deeds done to it: read anew when what it
// depends on has changed, tried once more when somebody else was first. Draws nothing.

import { sentence } from "./thought/problems.js";
import { OVER, isHost, missing, offer } from "./thought/reception.js";
import { Problem, get, send } from "./wire/api.js";

/** @typedef {import("./types/reception.js").ReceptionView} View */
/** @typedef {{ held: any, path: string, as: string, draw: () => void, toast: (text: string) => void,
 *   t: () => import("./thought/i18n.js").Translate, over: (key: string) => void }} Host */

const SOON = 150; // ms: a burst of changes asks for the record once

/** @param {unknown} error */
export const problemOf = (error) => (error instanceof Problem ? error : new Problem(0, {}));

/** @param {any} reply @returns {NonNullable<View["reception"]>} */
const recordOf = (reply) => (typeof reply.reception === "object" ? reply.reception : reply);

export class ReceptionRecord {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.timer = 0;
    this.asked = "";
  }

  async load() {
    const { held, path, as, draw } = this.host;
    clearTimeout(this.timer);
    held.reception = recordOf(await get(`${path}${as}`));
    draw();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load().catch((error) => this.#say(error)), SOON);
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** The room has changed: the record too when a deed, a site, a turn or the chair has. */
  follow() {
    const { hall, reception } = this.host.held;
    const { room } = hall;
    const asked = JSON.stringify([room?.state, room?.since, missing(hall, reception), isHost(hall),
      room?.waiting.map((/** @type {{ seat: string }} */ { seat }) => seat)]);
    if (asked !== this.asked) this.soon();
    this.asked = asked;
  }

  /** What is left when it is over: the outcome, and who was there. */
  async last() {
    const { held, path, as, draw } = this.host;
    await this.load();
    held.attendance = (await get(`${path}/seats${as}`)).items;
    draw();
  }

  /** @param {string} name @param {Record<string, unknown>} [body] @returns {Promise<boolean>} whether it is done */
  async deed(name, body = {}) {
    const { held, draw, over } = this.host;
    held.isBusy = true;
    draw();
    try {
      await this.#attempt(name, body);
      held.sheet = null;
      if (held.phase === "check" && OVER.includes(held.reception.state)) over("ended");
      return true;
    } catch (error) {
      this.#say(error);
      return false;
    } finally {
      held.isBusy = false;
      await this.load().catch(() => null);
    }
  }

  /** A record that somebody has just changed is read anew, once. @param {string} name @param {Record<string, unknown>} body */
  async #attempt(name, body) {
    const { held, path, as } = this.host;
    const told = async () => {
      held.reception = recordOf(await send("POST", `${path}/${name}${as}`, { version: held.reception?.version, ...body }));
    };
    try {
      await told();
    } catch (error) {
      if (problemOf(error).status !== 409) throw error;
      await this.load();
      if (!offer(held.reception, name).allowed) throw error;
      await told();
    }
  }

  /** @param {unknown} error */
  #say(error) {
    this.host.toast(sentence(problemOf(error), this.host.t()));
  }
}
