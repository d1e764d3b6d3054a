// The line of a participant to the room: entering, what the room tells, how good the line is, and
// why it has ended. Draws nothing.

import { EVERY, sampleOf, saved, sending, stepsOf } from "./thought/quality.js";
import { sentence } from "./thought/problems.js";
import { apply, isHost } from "./thought/reception.js";
import { send } from "./wire/api.js";
import { Signal } from "./wire/signal.js";

/** @typedef {import("./types/reception.js").Told} Told */
/** @typedef {{ id: number, as: string, isGuest: boolean, kept: string, held: any, draw: () => void,
 *   toast: (text: string) => void, t: () => import("./thought/i18n.js").Translate, media: import("./wire/rtc.js").Media,
 *   own: import("./reception_own.js").Own, record: import("./reception_record.js").ReceptionRecord,
 *   furnish: () => void, over: (key: string, canReturn?: boolean) => void }} Host */

const AGAIN = 1_000; // ms before an offer that nobody took is made again
const TELL_EVERY = 5; // samples between two unchanged words on quality
/** Why we are outside, by close code. @type {Record<number, string>} */
const WHY = { 4401: "signedOut", 4403: "notYours", 4404: "noReception", 4409: "replaced", 4410: "ended" };

export class Line {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    /** @type {Signal | null} */
    this.signal = null;
    this.told = 0;
    this.saving = sending();
    /** @type {import("./types/reception.js").Sample | null} */
    this.sample = null;
    setInterval(() => this.#measure(), EVERY);
  }

  /** @param {Record<string, unknown>} message @returns {boolean} */
  say(message) {
    return this.signal?.send(message) ?? false;
  }

  stop() {
    this.signal?.stop();
  }

  /** Be connected already while the devices are looked at; nothing is heard or seen from here. */
  knock() {
    if (this.#sits()) this.signal = this.#dial();
  }

  enter() {
    const { id, as, held, own, draw } = this.host;
    if (held.phase === "entering" || !this.#sits()) return;
    held.phase = held.phase === "check" ? "entering" : held.phase;
    own.enter();
    const token = async () => (await send("POST", `/api/receptions/${id}/seats${as}`, { site: held.check.site })).token;
    if (this.signal && !this.signal.isStopped) this.signal.enter(token);
    else this.signal = this.#dial(token);
    draw();
  }

  /** One of the sites is ours. */
  #sits() {
    return this.host.held.reception?.sites.some((/** @type {{ mine: boolean }} */ site) => site.mine);
  }

  /** @param {import("./wire/signal.js").Token | null} [token] */
  #dial(token = null) {
    const path = `/reception/${this.host.id}/signal${this.host.as}`;
    return new Signal({ path, onTold: (told) => this.#hear(told), onStatus: (status) => this.#mind(status) }, token);
  }

  /** @param {Told} told */
  #hear(told) {
    const { held, media, record, furnish, draw } = this.host;
    held.hall = apply(held.hall, told, { at: Date.now(), isReading: held.tab === "chat" });
    switch (told.type) {
      case "door": media.stand(told.ice); break;
      case "entered": this.#begun(told); break;
      case "room": record.follow(); break;
      case "published": media.published(told).catch(() => media.republish()); break;
      case "offer": media.offered(told); break;
      case "republish": media.republish(); break;
      case "refused": this.#refused(told); break;
      default: break;
    }
    if (isHost(held.hall)) furnish(); // the chair may come to us in the middle
    draw();
  }

  /** @param {import("./types/reception.js").Entered} told */
  #begun(told) {
    const { kept, held, media } = this.host;
    sessionStorage.setItem(kept, held.check.site);
    held.phase = "inside";
    media.show(held.own);
    media.begin(told.ice);
    this.say({ type: "mute", mic: !held.own.mic?.enabled, camera: !held.own.camera, screen: !held.own.screen });
    if (held.check.agreed) this.say({ type: "consent", given: true });
  }

  /** @param {import("./types/reception.js").Refusal} told */
  #refused(told) {
    const { held, media, toast, t } = this.host;
    if (told.what === "publish") media.refused();
    if (told.code === "engine-down") setTimeout(() => { if (held.phase === "inside") media.publish(); }, AGAIN);
    else if (!told.code.startsWith("stale-")) toast(told.detail || t()("refused", { n: told.code }));
  }

  /** @param {import("./wire/signal.js").Status} status */
  #mind({ phase, code, problem }) {
    const { held, media, toast, t, draw } = this.host;
    if (phase === "waiting" && ["check", "entering"].includes(held.phase)) media.end(); // the door is another one
    if (phase === "waiting" && held.phase === "inside") held.phase = "away";
    if (phase === "open") held.phase = "inside";
    if (phase === "waiting" && held.phase === "entering") toast(t()("reconnecting"));
    if (phase === "stopped") this.#stopped(code, problem);
    draw();
  }

  /** @param {number} code @param {import("./wire/api.js").Problem | null} problem */
  #stopped(code, problem) {
    const { held, isGuest, over, t } = this.host;
    over(code === 4401 && isGuest ? "notYours" : WHY[code] ?? "misuse", code === 4409 || code === 4400);
    if (problem && code === 4403) held.why = sentence(problem, t());
  }

  async #measure() {
    const { held, media } = this.host;
    if (held.phase !== "inside" || !media.pub) return;
    const sample = sampleOf(await media.stats(), performance.now());
    const before = this.sample ?? sample;
    this.sample = sample;
    const wasOn = this.saving.isOn;
    if (held.own.camera) this.saving = saved(this.saving, sample);
    if (wasOn !== this.saving.isOn) await media.rest(this.saving.isOn);
    const quality = { ...stepsOf(before, sample, this.saving.isOn), audio_only: this.saving.isOn };
    this.told += 1;
    if (JSON.stringify(quality) === JSON.stringify(held.quality) && this.told % TELL_EVERY !== 1) return;
    held.quality = quality;
    this.say({ type: "quality", ...quality });
  }
}
