// The life that the pages of cards share: their dress, what was said last, one deed at a time,
// refusals beside the field they name. Joins wire and picture; knows no page's matter.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { homeOf } from "./thought/homes.js";
import { translator } from "./thought/i18n.js";
import { inputOf, sentence } from "./thought/problems.js";
import { roles } from "./thought/words_desk.js";
import { account } from "./thought/words_me.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, send } from "./wire/api.js";

/** @typedef {Record<string, any>} Held */

export class Page {
  /**
   * @param {string} name its address without the slash
   * @param {import("./thought/i18n.js").Table[]} tables
   * @param {(view: any, root: HTMLElement) => void} picture
   * @param {Held} held what the page knows at first
   * @param {Record<string, any>} on its own handlers
   * @param {{ inputFor?: (problem: Problem) => string, after?: () => Promise<void> }} [own] the input
   *   that a refusal belongs to, where the server names another; what follows every deed
   */
  constructor(name, tables, picture, held, on, own = {}) {
    this.name = name;
    this.inputFor = own.inputFor ?? (({ field }) => inputOf(field));
    this.after = own.after ?? (async () => {});
    this.tables = tables;
    this.picture = picture;
    this.dress = dressOf("night");
    this.root = /** @type {HTMLElement} */ (document.getElementById("root"));
    /** @type {Held} */
    this.held = { me: null, open: "", isBusy: false, said: "", isBad: false, problems: {}, ...held };
    /** @type {Record<string, any>} */
    this.on = { language: () => this.speak(), theme: () => this.turn(), leave: () => this.leave(),
      close: () => this.close(), ...on };
  }

  get t() {
    return translator(this.dress.language, problemWords, roles, account, ...this.tables);
  }

  draw() {
    const { t, dress, held, on } = this;
    wear(dress, t("title"));
    const home = held.me && !held.me.lacks_factor ? homeOf(held.me.role, "") : "";
    this.picture({ ...held, t, home: home === `/${this.name}` ? "" : home, language: dress.language, isDay: dress.theme === "day", now: Date.now(), on }, this.root);
  }

  /** @param {string} text @param {boolean} [isBad] */
  tell(text, isBad = false) {
    Object.assign(this.held, { said: text, isBad });
    this.draw();
  }

  /** A password is what was typed, blanks and all. @param {string} name */
  valueOf(name) {
    const input = /** @type {HTMLInputElement | null} */ (document.getElementById(`in-${name}`));
    return (input?.type === "password" ? input.value : input?.value.trim()) ?? "";
  }

  /** Open a form and go to its first input. @param {string} name */
  open(name) {
    Object.assign(this.held, { open: name, problems: {} });
    this.tell("");
    /** @type {HTMLElement | null} */ (document.querySelector(".ask input, .ask select, .ask textarea, .ask button"))?.focus();
  }

  close() {
    Object.assign(this.held, { open: "", problems: {} });
    this.draw();
  }

  /** Do one thing; what it says afterwards, or why not. @param {() => Promise<string | void>} deed */
  async doing(deed) {
    if (this.held.isBusy) return;
    Object.assign(this.held, { isBusy: true, problems: {} });
    this.tell("");
    try {
      const text = await deed();
      await this.after();
      this.held.isBusy = false;
      this.tell(text || "");
    } catch (error) {
      this.held.isBusy = false;
      this.refused(error);
    }
  }

  /**
   * Send a form unless something is missing in it.
   * @param {SubmitEvent} event @param {Record<string, string>} needed a reason by field
   * @param {() => Promise<string | void>} deed
   */
  filled(event, needed, deed) {
    this.checked(event, Object.fromEntries(Object.entries(needed)
      .map(([name, why]) => [name, this.valueOf(name) ? "" : why])), deed);
  }

  /**
   * Send a form unless something is wrong in it.
   * @param {SubmitEvent} event @param {Record<string, string>} found a reason by field, "" when it is right
   * @param {() => Promise<string | void>} deed
   */
  checked(event, found, deed) {
    event.preventDefault();
    const wrong = Object.entries(found).filter(([, why]) => why);
    if (!wrong.length) {
      this.doing(deed);
      return;
    }
    this.held.problems = Object.fromEntries(wrong);
    this.tell("");
    document.getElementById(`in-${wrong[0][0]}`)?.focus();
  }

  /** @param {unknown} error */
  refused(error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "not-signed-in") return location.assign(`/signin?ended&next=/${this.name}`);
    if (error.code === "second-factor-required") return location.assign("/me");
    const field = this.inputFor(error);
    const input = document.getElementById(`in-${field}`);
    if (!input) return this.tell(sentence(error, this.t), true);
    this.held.problems = { [field]: sentence(error, this.t) };
    this.draw();
    input.focus();
    if (input instanceof HTMLInputElement) input.select();
  }

  speak() {
    turnLanguage(this.dress);
    this.held.problems = {};
    this.tell("");
  }

  turn() {
    turnTheme(this.dress);
    this.draw();
  }

  async leave() {
    await send("DELETE", "/api/session").catch(() => null);
    location.assign("/signin");
  }
}
