// Talking to our own server: JSON in and out, refusals as problems in words, writes under a key.
// A key stays the same for every try of one deed, so the server does it once. Draws nothing.

import { resting } from "./resting.js";

const PATIENCE = 15_000; // ms
const UPLOAD_PATIENCE = 90_000; // ms; a photo over a village's radio link

/**
 * A refusal of the server (RFC 9457), or status 0 when no answer came.
 */
export class Problem extends Error {
  /** @param {number} status @param {Record<string, any>} told */
  constructor(status, told) {
    super(`${status} ${told.code ?? ""}`);
    this.status = status;
    /** @type {string} */
    this.code = told.code ?? "";
    /** @type {string} */
    this.title = told.title ?? "";
    /** @type {string} */
    this.detail = told.detail ?? "";
    /** @type {string | null} */
    this.field = told.field ?? null;
    this.told = told;
  }

  /** No answer, or an answer that asks to come again: the deed may or may not be done. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** A key for one deed: 32 letters and digits nobody guesses. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/** @param {string} path @returns {Promise<any>} @throws {Problem} */
export const get = (path) => call(path, { method: "GET" });

/**
 * @param {"POST" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body] sent as JSON
 * @param {string} [key] a new one unless given
 * @returns {Promise<any>}
 * @throws {Problem}
 */
export function send(method, path, body, key = newKey()) {
  /** @type {Record<string, string>} */
  const headers = { "idempotency-key": key };
  if (body !== undefined) headers["content-type"] = "application/json";
  return call(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
}

/**
 * @param {string} path
 * @param {Blob} blob its type tells the server what it is
 * @param {string} key
 * @returns {Promise<any>}
 * @throws {Problem}
 */
export function upload(path, blob, key) {
  const headers = { "idempotency-key": key, "content-type": blob.type };
  return call(path, { method: "POST", headers, body: blob }, UPLOAD_PATIENCE);
}

/** @param {string} path @param {RequestInit} how @param {number} [patience] */
async function call(path, how, patience = PATIENCE) {
  const answer = await answered(path, how, patience);
  if (answer.status === 204) return null;
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw new Problem(answer.status, told ?? {});
  if (told === null) throw new Problem(0, { code: "cut-off" });
  return told;
}

/** @param {string} path @param {RequestInit} how @param {number} patience */
async function answered(path, how, patience) {
  const headers = { ...how.headers, ...resting(), "accept-language": document.documentElement.lang };
  const signal = AbortSignal.timeout(patience);
  try {
    return await fetch(path, { ...how, headers, signal, credentials: "same-origin" });
  } catch (error) {
    throw new Problem(0, { code: error instanceof Error ? error.name : "failed" });
  }
}
