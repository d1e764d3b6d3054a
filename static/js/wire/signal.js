// The signalling connection of one reception: a socket that comes back by itself, at the door until
// there is a token. Hands messages on in order; refuses to know media, state or pictures.

import { Problem } from "./api.js";
import { delay } from "./feed.js";

/** @typedef {import("../types/reception.js").Told} Told */
/**
 * connecting, open (entered), waiting (will try again), stopped (for good; `code` says why).
 * @typedef {{ phase: "connecting" | "open" | "waiting" | "stopped", code: number,
 *   problem: Problem | null }} Status
 */
/**
 * Asks for a seat (60 s, one use). @typedef {() => Promise<string>} Token
 */
/**
 * `onTold` gets every message, `onStatus` each change.
 * @typedef {{ path: string, onTold: (told: Told) => void, onStatus: (status: Status) => void }} Options
 */

const PING_EVERY = 5_000;
const SILENCE = 12_000; // ms without a word, when one was asked for: the line is dead
const OPENING = 10_000;
const LEAVING = 4000; // our own close code
const FLOOD = 4429;
/** Closed for good: protocol, signed out, not your seat, no reception, newer tab, reception over. */
export const FINAL = [4400, 4401, 4403, 4404, 4409, 4410];

export class Signal {
  /** @param {Options} options @param {Token | null} token none as long as one stands at the door */
  constructor(options, token = null) {
    this.options = options;
    this.token = token;
    /** @type {WebSocket | null} */ this.socket = null;
    /** Once the socket is open. @type {Promise<unknown>} */ this.opened = Promise.resolve();
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.timer = undefined;
    this.attempt = 0;
    this.isStopped = false;
    this.isTaken = false;
    this.heardAt = performance.now();
    this.pinging = setInterval(() => this.#ping(), PING_EVERY);
    addEventListener("online", this.hurry);
    this.#dial();
  }

  /** Say something; false when nobody hears it. @param {Record<string, unknown>} message */
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** From the door into the room. @param {Token} token */
  enter(token) {
    this.token = token;
    if (this.socket) this.#introduce(this.socket);
    else this.hurry();
  }

  /** End for good; nothing is called any more. */
  stop() {
    this.isStopped = true;
    clearInterval(this.pinging);
    clearTimeout(this.timer);
    removeEventListener("online", this.hurry);
    this.#hangUp();
  }

  /** Hang up and take the seat anew, when the media cannot be mended any other way. */
  again() {
    if (this.isStopped || !this.isTaken) return;
    this.#hangUp();
    this.#wait(0);
  }

  /** The network is back: do not wait any longer. */
  hurry = () => {
    if (!this.isStopped && this.socket === null && this.timer !== undefined) this.#dial();
  };

  #dial() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isTaken = false;
    this.heardAt = performance.now();
    this.#say("connecting");
    const socket = new WebSocket(this.#address());
    this.socket = socket;
    this.opened = new Promise((done) => { socket.onopen = done; });
    socket.onmessage = ({ data }) => { if (this.socket === socket) this.#hear(data); };
    socket.onclose = ({ code }) => { if (this.socket === socket) this.#lost(code); };
    this.#introduce(socket);
  }

  /** The token and the socket are asked for side by side: a join is one way there and back.
   * @param {WebSocket} socket */
  async #introduce(socket) {
    try {
      const [token] = await Promise.all([this.token?.(), this.opened]);
      if (this.socket === socket) this.send(token ? { type: "enter", token } : { type: "knock" });
    } catch (error) {
      if (this.socket === socket) this.#refused(error);
    }
  }

  #address() {
    const address = new URL(this.options.path, location.href);
    address.searchParams.set("lang", document.documentElement.lang);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    return address.href;
  }

  /** @param {string} text */
  #hear(text) {
    /** @type {Told} */ const told = JSON.parse(text);
    this.heardAt = performance.now();
    if (told.type === "entered" || told.type === "door") {
      this.isTaken = true;
      this.attempt = 0;
    }
    this.options.onTold(told);
    if (told.type === "entered") this.#say("open");
  }

  /** No seat was given. @param {unknown} error */
  #refused(error) {
    const problem = error instanceof Problem ? error : new Problem(0, {});
    this.#hangUp();
    if (problem.isPassing) this.#wait(0);
    else this.#end(problem.status === 401 ? 4401 : 4403, problem);
  }

  /** @param {number} code */
  #lost(code) {
    this.socket = null;
    if (FINAL.includes(code)) return this.#end(code);
    if (code === FLOOD) this.attempt = Math.max(this.attempt, 4);
    return this.#wait(code);
  }

  #hangUp() {
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close(LEAVING);
  }

  /** @param {number} code @param {Problem | null} [problem] */
  #end(code, problem = null) {
    if (this.isStopped) return;
    this.#say("stopped", code, problem);
    this.stop();
  }

  /** @param {number} code */
  #wait(code) {
    if (this.isStopped || this.socket !== null) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#dial(), delay(this.attempt, Math.random()));
    this.attempt += 1;
    this.#say("waiting", code);
  }

  #ping() {
    const silence = performance.now() - this.heardAt;
    const most = this.isTaken ? SILENCE : OPENING;
    if (this.socket !== null && silence > most) {
      this.#hangUp();
      this.#wait(0);
    } else if (this.isTaken) this.send({ type: "ping" });
  }

  /** @param {Status["phase"]} phase @param {Problem | null} [problem] */
  #say(phase, code = 0, problem = null) {
    if (!this.isStopped) this.options.onStatus({ phase, code, problem });
  }
}
