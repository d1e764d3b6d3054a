// The feed: one live connection that comes back by itself and goes on where it was.
// Hands each fitting frame on once, and says how old the picture is. Touches no page, draws nothing.

import { follow, start } from "../thought/cursor.js";
import { resting } from "./resting.js";

/** @typedef {import("../types/frame.js").Frame} Frame */
/** @typedef {import("../types/frame.js").Cursor} Cursor */
/**
 * connecting, live, waiting (will try again), stopped (for good; `code` and `reason` say why).
 * @typedef {{ phase: "connecting" | "live" | "waiting" | "stopped", code: number,
 *   reason: string }} Status
 */
/**
 * `onAge` gets the seconds since the picture was surely complete, four times a second;
 * `hash` is told to the server with each ack.
 * @typedef {{ screen: "wall" | "desk" | "phone", scope?: string,
 *   onFrame: (frame: Frame) => void, onAge?: (seconds: number, isStale: boolean) => void,
 *   onStatus?: (status: Status) => void, hash?: () => string }} Options
 */

const VERSION = 1;
const TICK = 250;
const SHORTEST = 250;
const LONGEST = 15_000;
const OPENING = 10_000; // a handshake that takes longer is dead
const POLL = 1_500; // the server reads its journal every second; less than this is no age
const ACK_EVERY = 5_000;
const LEAVING = 4000; // our own close code: we come back at once
const SIGNED_OUT = 4001;
const BUSY = 4100;
const AT_ONCE = 4200;
/** Keys of the words for a feed that has stopped. @type {Record<number, string>} */
export const REASONS = {
  4001: "live.signed_out",
  4003: "live.revoked",
  4008: "live.misuse",
  4026: "live.old_page",
};

/** Full jitter: anything between a quarter second and a bound that doubles up to 15 s.
 * @param {number} attempt from 0 @param {number} chance in [0, 1) */
export function delay(attempt, chance) {
  const bound = Math.min(LONGEST, SHORTEST * 2 ** (attempt + 1));
  return SHORTEST + chance * (bound - SHORTEST);
}

/** Seconds of age from which a picture is stale. @param {number} heartbeat in seconds */
export const staleAfter = (heartbeat) => (heartbeat <= 1 ? 3 : 2 * heartbeat + 1);

export class Feed {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** @type {Cursor} */ this.cursor = start();
    /** @type {WebSocket | null} */ this.socket = null;
    /** @type {number | undefined} */ this.timer = undefined;
    /** @type {Status["phase"]} */ this.phase = "connecting";
    this.attempt = 0;
    this.isStopped = false;
    this.hasOpened = false;
    this.dialledAt = performance.now();
    this.heardAt = performance.now();
    this.ackedAt = 0;
    this.lag = 0;
    this.heartbeat = options.screen === "wall" ? 1 : 15;
    this.ticking = setInterval(() => this.#tick(), TICK);
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
    this.#dial();
  }

  /** End for good; nothing is called any more. */
  stop() {
    this.isStopped = true;
    clearInterval(this.ticking);
    clearTimeout(this.timer);
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    this.#hangUp();
  }

  #dial() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.hasOpened = false;
    this.dialledAt = performance.now();
    this.#say("connecting");
    const { socket, heard } = dialled(this.#address());
    this.socket = socket;
    this.hasOpened = socket.readyState === WebSocket.OPEN;
    socket.onopen = () => { this.hasOpened = true; };
    socket.onmessage = ({ data }) => { if (this.socket === socket) this.#hear(data); };
    socket.onclose = ({ code }) => { if (this.socket === socket) this.#lost(code); };
    for (const data of heard) if (this.socket === socket) this.#hear(data);
  }

  #address() {
    const { screen, scope } = this.options;
    const { ready, epoch, seq } = this.cursor;
    const address = new URL("/live", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const query = new URLSearchParams({ v: `${VERSION}`, screen });
    if (scope) query.set("scope", scope);
    if (ready) query.set("epoch", epoch);
    if (ready) query.set("since", `${seq}`);
    address.search = query.toString();
    return address.href;
  }

  /** @param {string} text */
  #hear(text) {
    /** @type {Frame} */ const frame = JSON.parse(text);
    this.heardAt = performance.now();
    const { verdict, cursor } = follow(this.cursor, frame);
    this.cursor = cursor;
    if (verdict === "gap" || verdict === "restart") return this.#again();
    if (verdict === "drop") return undefined;
    this.#note(frame);
    this.options.onFrame(frame);
    return undefined;
  }

  /** @param {Frame} frame */
  #note(frame) {
    if (frame.type === "hello") this.heartbeat = frame.heartbeat;
    if (frame.type === "heartbeat") {
      this.lag = Math.max(0, Date.parse(frame.now) - Date.parse(frame.as_of));
    }
    if (this.cursor.ready && !this.cursor.gap && this.timer === undefined) this.#settled();
  }

  /** In step with the server. */
  #settled() {
    if (this.attempt === 0 && this.phase === "live") return;
    this.attempt = 0;
    this.#say("live");
  }

  /** Something is missing: leave, and come back asking for what follows what we hold. */
  #again() {
    this.#hangUp();
    this.#wait(0);
  }

  #hangUp() {
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close(LEAVING);
  }

  /** @param {number} code */
  async #lost(code) {
    this.socket = null;
    if (code in REASONS) return this.#end(code);
    if (!this.hasOpened && (await isSignedOut())) return this.#end(SIGNED_OUT);
    if (code >= BUSY && code < AT_ONCE) this.attempt = Math.max(this.attempt, 3);
    return this.#wait(code);
  }

  /** @param {number} code */
  #end(code) {
    if (this.isStopped) return;
    this.#say("stopped", code);
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

  /** The network is back, or somebody looks: do not wait any longer. */
  #hurry = () => {
    const isSeen = document.visibilityState === "visible";
    if (isSeen && this.socket === null && this.timer !== undefined) this.#dial();
  };

  #tick() {
    const now = performance.now();
    const silence = now - this.heardAt;
    const age = (silence + (this.lag > POLL ? this.lag : 0)) / 1000;
    this.options.onAge?.(age, age > staleAfter(this.heartbeat));
    const isOpening = this.socket !== null && !this.hasOpened;
    const since = isOpening ? now - this.dialledAt : Math.min(silence, now - this.dialledAt);
    const most = isOpening ? OPENING : 2 * staleAfter(this.heartbeat) * 1000;
    if (this.socket !== null && since > most) this.#again();
    else if (now - this.ackedAt > ACK_EVERY) this.#acknowledge(now);
  }

  /** @param {number} now */
  #acknowledge(now) {
    const { socket, cursor } = this;
    if (socket?.readyState !== WebSocket.OPEN || !cursor.ready || cursor.gap) return;
    this.ackedAt = now;
    const hash = this.options.hash?.();
    socket.send(JSON.stringify({ type: "ack", seq: cursor.seq, ...(hash ? { hash } : {}) }));
  }

  /** @param {Status["phase"]} phase */
  #say(phase, code = 0) {
    this.phase = phase;
    if (!this.isStopped) this.options.onStatus?.({ phase, code, reason: REASONS[code] ?? "" });
  }
}

/**
 * A connection to the address: the one the page has begun already, with what came in by it, while
 * that still lives; else a new one.
 * @param {string} address @returns {{ socket: WebSocket, heard: string[] }}
 */
function dialled(address) {
  const { early } = window;
  window.early = undefined;
  const lives = early && early.socket.readyState <= WebSocket.OPEN;
  if (lives && early.socket.url === address) return early;
  early?.socket.close(LEAVING);
  return { socket: new WebSocket(address), heard: [] };
}

/** A refused handshake tells a page nothing; the session does. */
async function isSignedOut() {
  try {
    return (await fetch("/api/session", { headers: resting() })).status === 401;
  } catch {
    return false;
  }
}
