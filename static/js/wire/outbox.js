// What is on its way to the server: kept sealed before it is sent, sent once under one key, said
// to be delivered only when the server has said so. Photos go first. Draws nothing.

import { Problem, newKey, send, upload } from "./api.js";
import { all, drop, keep, take } from "./sealed.js";

const PAUSES = [2, 5, 10, 20, 30]; // seconds between tries
const REMEMBERED = 24 * 3_600_000; // ms that a delivered thing stays in the list
const LOCK = "yushan-outbox";

/**
 * `state`: waiting 尚未送达, delivered 已送达, refused 被退回. `hold` is the instant before which
 * it may still be taken back.
 * @typedef {object} Letter
 * @property {string} id
 * @property {string} path
 * @property {any} body JSON; `photos` are added when they are uploaded
 * @property {string} key
 * @property {string} label what it is, in words, for the list
 * @property {any} about what the screen needs to show it again
 * @property {number} hold
 * @property {"waiting" | "delivered" | "refused"} state
 * @property {(string | null)[]} photos ids of the files, null while not uploaded
 * @property {string} batch makes the keys of the photos
 * @property {any} reply
 * @property {{ status: number, code: string, title: string, detail: string,
 *   field: string | null, told: any } | null} problem
 */
/** @typedef {Letter & { at: number, files: Blob[] }} Sent */

export class Outbox {
  /** @param {number} account @param {() => void} changed called when the list may differ */
  constructor(account, changed) {
    this.account = account;
    this.changed = changed;
    this.attempt = 0;
    this.isOpen = true;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.wake = () => this.soon(0);
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
  }

  /**
   * Keep, and send as soon as `hold` ms have passed. Resolves when it is kept.
   * @param {{ path: string, body: any, files?: Blob[], label: string, about?: any, hold?: number }} what
   * @returns {Promise<string>} its id
   */
  async put({ path, body, files = [], label, about = null, hold = 0 }) {
    const id = newKey();
    /** @type {Letter} */
    const letter = {
      id, path, body, label, about, key: newKey(), batch: newKey(),
      hold: hold ? Date.now() + hold : 0, state: "waiting",
      photos: files.map(() => null), reply: null, problem: null,
    };
    await this.save(letter, files);
    this.changed();
    if (hold) this.soon(hold);
    return id;
  }

  /** Everything not forgotten, oldest first. @returns {Promise<Sent[]>} */
  async list() {
    const kept = await all("outbox", this.account);
    return kept.map(({ value, files, at }) => ({ ...value, files, at }));
  }

  /** @param {string} id @returns {Promise<Sent | null>} */
  async find(id) {
    const kept = await take("outbox", id, this.account);
    return kept && { ...kept.value, files: kept.files, at: kept.at };
  }

  /** Take back what is not yet delivered, or forget what is. @param {string} id */
  async remove(id) {
    await navigator.locks.request(LOCK, () => drop("outbox", id));
    this.changed();
  }

  /**
   * Try this one now. Resolves with it as it is afterwards: delivered, refused, or still waiting.
   * @param {string} id
   * @returns {Promise<Sent | null>}
   */
  async deliver(id) {
    await navigator.locks.request(LOCK, async () => {
      const letter = await this.find(id);
      if (letter?.state === "waiting") await this.post(letter);
    });
    const after = await this.find(id);
    if (after?.state === "waiting") this.soon();
    this.changed();
    return after;
  }

  /** Try everything that waits and may go; forget what was delivered long ago. */
  async flush() {
    let waits = false;
    for (const letter of await this.list()) {
      if (letter.state === "delivered" && Date.now() - letter.at > REMEMBERED) {
        await drop("outbox", letter.id);
      }
      if (letter.state !== "waiting") continue;
      if (letter.hold > Date.now()) this.soon(letter.hold - Date.now());
      else waits = (await this.deliver(letter.id))?.state === "waiting" || waits;
    }
    this.attempt = waits ? this.attempt + 1 : 0;
  }

  /** Stop for good: this account leaves the device or the session has ended. */
  close() {
    this.isOpen = false;
    clearTimeout(this.timer);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  /** Another round after `wait` ms, or after the pause that is due. @param {number} [wait] */
  soon(wait = 1000 * PAUSES[Math.min(this.attempt, PAUSES.length - 1)]) {
    clearTimeout(this.timer);
    if (this.isOpen) this.timer = setTimeout(() => this.flush(), wait);
  }

  /** @param {Sent} letter @returns {Promise<void>} */
  async post(letter) {
    const { files, at: _, ...rest } = letter;
    try {
      await this.sendPhotos(rest, files);
      const photos = rest.photos.length ? { photos: rest.photos } : {};
      rest.reply = await send("POST", rest.path, { ...rest.body, ...photos }, rest.key);
      rest.state = "delivered";
      await this.save(rest, []);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.refused(rest, files, error);
    }
  }

  /** Each under a key of its own, noted at once. @param {Letter} letter @param {Blob[]} files */
  async sendPhotos(letter, files) {
    for (const [index, file] of files.entries()) {
      if (letter.photos[index]) continue;
      const told = await upload("/api/photos", file, `${letter.batch}-${index}`);
      letter.photos[index] = told.photo;
      await this.save(letter, files);
    }
  }

  /** @param {Letter} letter @param {Blob[]} files @param {Problem} problem */
  async refused(letter, files, problem) {
    const { status, code, title, detail, field, told } = problem;
    letter.problem = { status, code, title, detail, field, told };
    if (field?.startsWith("photos") && letter.photos.some(Boolean) && files.length) {
      // The server forgets loose photos after a day: they go up again.
      letter.photos = files.map(() => null);
      [letter.batch, letter.key] = [newKey(), newKey()];
    } else if (!problem.isPassing && status !== 401) {
      letter.state = "refused";
    }
    await this.save(letter, files);
  }

  /** @param {Letter} letter @param {Blob[]} files */
  save(letter, files) {
    return keep("outbox", this.account, letter.id, letter, files, Date.now());
  }
}
