// Reading from our own server: JSON or a refusal by its name. Only reads; deeds go elsewhere.

import { resting } from "./resting.js";

const PATIENCE = 10_000; // ms

export class Refused extends Error {
  /** @param {number} status 0 when no answer came @param {string} code */
  constructor(status, code) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 * @throws {Refused}
 */
export async function ask(path) {
  const answer = await answered(path);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body.code ?? "");
  return body;
}

/** @param {string} path */
async function answered(path) {
  const how = { headers: resting(), signal: AbortSignal.timeout(PATIENCE) };
  try {
    return await fetch(path, { ...how, credentials: "same-origin" });
  } catch (error) {
    throw new Refused(0, error instanceof Error ? error.name : "failed");
  }
}
