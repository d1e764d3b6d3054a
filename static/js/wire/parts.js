// Files the server makes in parts: fetched one by one and handed to the browser to keep.

import { Problem } from "./api.js";

const PATIENCE = 60_000; // ms

/**
 * Fetch a file that is a deed: whoever takes it is on record.
 * @param {string} path
 * @returns {Promise<Blob>}
 * @throws {Problem}
 */
export const taken = async (path) => (await part(path, "POST")).blob;

/**
 * Fetch a file that the server makes of another one.
 * @param {string} path @param {Blob} body
 * @returns {Promise<Blob>}
 * @throws {Problem}
 */
export const given = async (path, body) => (await part(path, "POST", body)).blob;

/**
 * Fetch one file; `next` is where the following part begins, null after the last.
 * @param {string} path @param {"GET" | "POST"} [method] @param {Blob} [body]
 * @returns {Promise<{ blob: Blob, next: string | null }>}
 * @throws {Problem}
 */
export async function part(path, method = "GET", body) {
  /** @type {Record<string, string>} */
  const headers = { "accept-language": document.documentElement.lang, ...(body && { "content-type": body.type }) };
  const how = { method, headers, ...(body && { body }), signal: AbortSignal.timeout(PATIENCE), credentials: /** @type {const} */ ("same-origin") };
  const answer = await fetch(path, how).catch(() => { throw new Problem(0, {}); });
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
  return { blob: await answer.blob(), next: answer.headers.get("x-next") };
}

/** Let the browser keep it under a name. @param {Blob} blob @param {string} name */
export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE);
}
