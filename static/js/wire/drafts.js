// What is being written, kept sealed as it is typed; a reload or a closed lid loses nothing.

import { all, drop, keep, take } from "./sealed.js";

const PAUSE = 300; // ms after the last letter

export class Drafts {
  /** @param {number} account @param {() => void} changed */
  constructor(account, changed) {
    this.account = account;
    this.changed = changed;
    /** @type {Set<string>} */
    this.names = new Set();
    /** @type {Map<string, { timer: number, save: () => Promise<void> }>} */
    this.due = new Map();
    addEventListener("pagehide", () => this.settle());
  }

  async load() {
    const kept = await all("drafts", this.account);
    this.names = new Set(kept.map(({ id }) => id.slice(id.indexOf("/") + 1)));
    this.changed();
  }

  /** @param {string} name */
  id = (name) => `${this.account}/${name}`;

  /** Keep soon; the last one of a burst wins. @param {string} name @param {any} value @param {Blob[]} files */
  keep(name, value, files) {
    clearTimeout(this.due.get(name)?.timer);
    const save = async () => {
      this.due.delete(name);
      await keep("drafts", this.account, this.id(name), value, files, Date.now());
      if (!this.names.has(name)) this.changed();
      this.names.add(name);
    };
    this.due.set(name, { save, timer: setTimeout(save, PAUSE) });
  }

  /** Write what is due now. */
  async settle() {
    for (const { timer, save } of [...this.due.values()]) {
      clearTimeout(timer);
      await save();
    }
  }

  /** @param {string} name @returns {Promise<{ value: any, files: Blob[] } | null>} */
  async find(name) {
    await this.settle();
    return take("drafts", this.id(name), this.account);
  }

  /** @param {string} name */
  async drop(name) {
    clearTimeout(this.due.get(name)?.timer);
    this.due.delete(name);
    this.names.delete(name);
    await drop("drafts", this.id(name));
    this.changed();
  }
}
