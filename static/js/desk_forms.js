// Wiring of the desk's forms: what is typed becomes a draft, what is sent goes by the outbox,
// what is refused comes back into the form with every word still in it.

import { combo, found, marked, matching, settled } from "./thought/combo.js";
import { FORMS, bodyOf, startOf, wrong } from "./thought/deeds.js";
import { blankPeople, bodyOf as reportOf, matchOf, wrongNew } from "./thought/intake.js";
import { pathOf } from "./thought/lists.js";
import { inputOf, sentence } from "./thought/problems.js";
import { shrink } from "./picture/shrink.js";
import { get, send } from "./wire/api.js";

/** @typedef {import("./types/desk.js").DeedSheet} DeedSheet */
/** @typedef {import("./types/desk.js").NewSheet} NewSheet */
/** @typedef {import("./types/card.js").Card} Card */
/** @typedef {import("./thought/combo.js").Hit} Hit */
/** @typedef {import("./wire/outbox.js").Sent} Sent */
/**
 * What the forms need of the desk.
 * @typedef {object} Host
 * @property {{ sheet: import("./types/desk.js").Sheet | null,
 *   places: Map<string, import("./types/card.js").Place>,
 *   agencies: Map<string, import("./types/file.js").Agency>, me: any }} held
 * @property {() => import("./thought/i18n.js").Translate} t
 * @property {() => import("./thought/lists.js").Lists} lists
 * @property {() => void} draw
 * @property {(text: string) => void} toast
 * @property {(card: Card) => void} done
 * @property {import("./wire/drafts.js").Drafts} drafts
 * @property {import("./wire/outbox.js").Outbox} outbox
 */

const SEARCH_PAUSE = 120; // ms
const MOST_PHOTOS = 9;
const CHANNEL = /** @type {Record<string, string>} */ ({
  window_clerk: "window", village_cadre: "grid", township_officer: "window",
});

export class Forms {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.searching = 0;
    this.asking = 0;
  }

  /** The form that is open, if one is. @returns {DeedSheet | NewSheet | null} */
  get sheet() {
    const { sheet } = this.host.held;
    return sheet?.kind === "deed" || sheet?.kind === "new" ? sheet : null;
  }

  /** @param {DeedSheet | NewSheet} sheet */
  nameOf = (sheet) => (sheet.kind === "new" ? "new" : `case:${sheet.card.case}:${sheet.deed}`);

  /** @param {string} deed @param {Card} card */
  async openDeed(deed, card) {
    const kept = await this.host.drafts.find(`case:${card.case}:${deed}`);
    const values = { ...startOf(deed, card), ...kept?.value };
    this.show({
      kind: "deed", deed, card, version: card.version, stale: null, values, photos: kept?.files ?? [],
      combos: this.combosOf(values), problems: {}, said: "", isBusy: false, isRestored: kept !== null,
    });
  }

  async openNew() {
    const kept = await this.host.drafts.find("new");
    const { role, place } = this.host.held.me;
    const values = {
      kind: "dispute", type: "", words: "", place: place?.length > 6 ? place : "", spot: "",
      headcount: "", level: 4, difficulty: "", channel: CHANNEL[role] ?? "phone", title: "",
      ...blankPeople(), ...kept?.value,
    };
    this.show({
      kind: "new", values, photos: kept?.files ?? [], combos: this.combosOf(values), problems: {},
      said: "", isBusy: false, isRestored: kept !== null, suggested: kept?.value.suggested ?? "",
      found: null, looked: null, choice: "new",
    });
  }

  /** @param {DeedSheet | NewSheet} sheet */
  show(sheet) {
    this.host.held.sheet = sheet;
    this.host.draw();
  }

  /** @param {import("./types/file.js").Values} values */
  combosOf(values) {
    return Object.fromEntries(["type", "place", "lead", "supports"].map((name) =>
      [name, combo(this.textOf(name, values[name]))]));
  }

  /** What stands in a finder for a value. @param {string} name @param {any} value */
  textOf(name, value) {
    if (!value || name === "supports") return "";
    if (name === "type") return this.host.lists().name("types", value);
    if (name === "lead") return this.host.held.agencies.get(value)?.short_name ?? value;
    return pathOf(this.host.held.places, value);
  }

  // What the inputs tell

  /** @param {string} name @param {any} value */
  set(name, value) {
    const { sheet } = this;
    if (!sheet) return;
    sheet.values[name] = value;
    delete sheet.problems[name];
    if (sheet.kind === "new") this.follow(sheet, name);
    this.keep(sheet);
    this.host.draw();
  }

  /** @param {DeedSheet | NewSheet} sheet */
  keep(sheet) {
    const more = sheet.kind === "new" ? { suggested: sheet.suggested } : {};
    this.host.drafts.keep(this.nameOf(sheet), { ...sheet.values, ...more }, [...sheet.photos]);
  }

  /** What else changes with a field of a new case. @param {NewSheet} sheet @param {string} name */
  follow(sheet, name) {
    if (name === "kind") {
      const type = this.host.lists().type(sheet.values.type);
      if (type && !type.kinds.includes(sheet.values.kind)) {
        sheet.values.type = "";
        sheet.combos.type = combo();
      }
    }
    if (["type", "place", "headcount"].includes(name)) this.suggest(sheet);
  }

  /** A title from type, place and headcount, unless a person has written one. @param {NewSheet} sheet */
  async suggest(sheet) {
    const { type, place, headcount, title } = sheet.values;
    if (!type || !place || (title && title !== sheet.suggested)) return;
    this.asking += 1;
    const turn = this.asking;
    const answer = await send("POST", "/api/titles", { type, place, headcount: headcount || 0 }).catch(() => null);
    const isOurs = turn === this.asking && (!sheet.values.title || sheet.values.title === sheet.suggested);
    if (!answer || !isOurs) return;
    sheet.suggested = answer.title;
    sheet.values.title = answer.title;
    this.host.draw();
  }

  /** @param {string} name @param {string} text */
  async typed(name, text) {
    const { sheet } = this;
    if (!sheet) return;
    sheet.combos[name] = { ...sheet.combos[name], text, asked: text };
    delete sheet.problems[name];
    const hits = name === "place" ? await this.placesLike(text) : this.hitsOf(name, text, sheet);
    if (hits && sheet.combos[name].asked === text) sheet.combos[name] = found(sheet.combos[name], hits);
    this.host.draw();
  }

  /** @param {string} name @param {string} text @param {DeedSheet | NewSheet} sheet @returns {Hit[]} */
  hitsOf(name, text, sheet) {
    const lists = this.host.lists();
    if (name === "type") {
      const kind = sheet.kind === "new" ? sheet.values.kind : sheet.card.kind;
      const all = lists.typesOf(kind).map(({ code, zh, en }) =>
        (lists.language === "zh" ? { code, main: zh, side: en } : { code, main: en, side: zh }));
      return matching(all, text === this.textOf("type", sheet.values.type) ? "" : text, 30);
    }
    const staffed = [...this.host.held.agencies.values()].filter((agency) => agency.has_officer);
    const taken = new Set([sheet.values.lead, ...(sheet.values.supports ?? [])]);
    const all = staffed.filter(({ id }) => name === "lead" || !taken.has(id))
      .map(({ id, short_name: main, name: side }) => ({ code: id, main, side }));
    return matching(all, text);
  }

  /** By Chinese, pinyin or initials; null when a later letter was typed. @param {string} text @returns {Promise<Hit[] | null>} */
  async placesLike(text) {
    this.searching += 1;
    const turn = this.searching;
    await new Promise((resolve) => { setTimeout(resolve, SEARCH_PAUSE); });
    if (turn !== this.searching) return null;
    const wanted = text.trim();
    if (!wanted) return [];
    const { places } = this.host.held;
    try {
      const { items } = await get(`/api/places/search?limit=10&q=${encodeURIComponent(wanted)}`);
      return items.map((/** @type {any} */ { code, path }) => ({ code, main: path, side: code }));
    } catch {
      const all = [...places.values()].map(({ code, name }) => ({ code, main: pathOf(places, code), side: name }));
      return matching(all, wanted, 10);
    }
  }

  /** @param {string} name @param {Hit} hit */
  pick(name, hit) {
    const { sheet } = this;
    if (!sheet) return;
    const isMany = name === "supports";
    sheet.combos[name] = settled(sheet.combos[name], isMany ? "" : hit.main);
    sheet.combos[name].asked = "";
    this.set(name, isMany ? [...new Set([...sheet.values.supports, hit.code])] : hit.code);
  }

  /** @param {string} name @param {string} code */
  unpick(name, code) {
    const { sheet } = this;
    if (sheet) this.set(name, sheet.values[name].filter((/** @type {string} */ one) => one !== code));
  }

  /** @param {string} name @param {number} step */
  step(name, step) {
    const { sheet } = this;
    if (sheet) sheet.combos[name] = marked(sheet.combos[name], step);
    this.host.draw();
  }

  /** The finder is left: its text is what was chosen; an emptied lead is no lead. @param {string} name */
  shut(name) {
    const { sheet } = this;
    if (!sheet) return;
    const held = sheet.combos[name];
    this.searching += 1;
    if (held.asked && held.isOpen && held.hits.length === 1) return this.pick(name, held.hits[0]);
    if (name === "lead" && !held.text.trim() && sheet.values.lead) this.set("lead", "");
    sheet.combos[name] = { ...settled(held, this.textOf(name, sheet.values[name])), asked: "" };
    return this.host.draw();
  }

  /** @param {FileList} files */
  async photos(files) {
    const { sheet } = this;
    if (!sheet) return;
    for (const file of [...files].slice(0, MOST_PHOTOS - sheet.photos.length)) {
      try {
        sheet.photos.push(await shrink(file));
      } catch {
        sheet.problems.photos = this.host.t()("notAPicture");
      }
    }
    this.keep(sheet);
    this.host.draw();
  }

  /** @param {number} index */
  unphoto(index) {
    const { sheet } = this;
    if (!sheet) return;
    sheet.photos.splice(index, 1);
    this.keep(sheet);
    this.host.draw();
  }

  /** Forget the draft and begin anew. */
  async discard() {
    const { sheet } = this;
    if (!sheet) return;
    await this.host.drafts.drop(this.nameOf(sheet));
    if (sheet.kind === "new") await this.openNew();
    else await this.openDeed(sheet.deed, sheet.stale ?? sheet.card);
  }

  // Sending

  async submit() {
    const { sheet } = this;
    if (!sheet || sheet.isBusy) return;
    const words = sheet.kind === "new" ? wrongNew(sheet.values)
      : wrong(sheet.deed, sheet.values, sheet.stale ?? sheet.card, sheet.photos.length);
    const t = this.host.t();
    sheet.problems = Object.fromEntries(Object.entries(words).map(([name, word]) => [name, t(word)]));
    if (Object.keys(words).length) return this.point();
    if (sheet.kind === "new" && !sheet.found && await this.isKnown(sheet)) return this.host.draw();
    await this.post(sheet, sheet.kind === "new" ? this.report(sheet) : this.deed(sheet));
  }

  /**
   * Whether there are known matters to look at first; without an answer it is sent as it is.
   * @param {NewSheet} sheet
   */
  async isKnown(sheet) {
    sheet.isBusy = true;
    this.host.draw();
    const found = await send("POST", "/api/reports/similar", reportOf(sheet.values)).catch(() => null);
    [sheet.isBusy, sheet.choice, sheet.looked] = [false, "new", found];
    sheet.found = found && (found.candidates.length || found.elsewhere.length) ? found : null;
    return sheet.found !== null;
  }

  /** @param {string} choice */
  match(choice) {
    const { sheet } = this;
    if (sheet?.kind === "new") sheet.choice = choice;
    this.host.draw();
  }

  /** Back to what was typed. */
  unlook() {
    const { sheet } = this;
    if (sheet?.kind === "new") [sheet.found, sheet.said] = [null, ""];
    this.host.draw();
  }

  /** @param {DeedSheet} sheet */
  deed({ card, deed, values, version }) {
    return {
      path: `/api/cases/${card.case}/${deed}`, body: bodyOf(deed, values, card, version),
      label: this.host.t()("deedLabel", { deed: this.host.lists().name("deeds", deed), title: card.title }),
      about: { kind: "deed", deed, case: card.case, values },
    };
  }

  /** @param {NewSheet} sheet */
  report({ values, looked, choice }) {
    const said = values.title.trim() || this.textOf("type", values.type);
    return { path: "/api/reports", body: { ...reportOf(values), ...matchOf(looked, choice) }, label: this.host.t()("reportLabel", { title: said }), about: { kind: "new", values } };
  }

  /** @param {DeedSheet | NewSheet} sheet @param {any} what */
  async post(sheet, what) {
    const { outbox, draw } = this.host;
    sheet.isBusy = true;
    sheet.said = "";
    draw();
    const id = await outbox.put({ ...what, files: sheet.photos });
    const letter = await outbox.deliver(id);
    sheet.isBusy = false;
    if (letter?.state === "refused") await this.refused(sheet, letter);
    else await this.taken(sheet, letter);
    draw();
  }

  /** Delivered, or kept until there is a network. @param {DeedSheet | NewSheet} sheet @param {Sent | null} letter */
  async taken(sheet, letter) {
    const { host } = this;
    await host.drafts.drop(this.nameOf(sheet));
    if (host.held.sheet === sheet) host.held.sheet = null;
    if (letter?.state !== "delivered") {
      if (letter?.problem?.status === 401) host.held.sheet = { kind: "ended" };
      return host.toast(host.t()("keptUnsent"));
    }
    const { reply } = letter;
    if (sheet.kind === "new") {
      host.held.sheet = { kind: "receipt", receipt: reply.receipt, code: reply.query_code, qr: reply.qr, card: reply.card };
    } else host.toast(host.t()("deliveredNow", { label: letter.label }));
    return host.done(reply.card);
  }

  /** Back into the form, with the reason. @param {DeedSheet | NewSheet} sheet @param {Sent} letter */
  async refused(sheet, letter) {
    const { problem } = letter;
    await this.host.outbox.remove(letter.id);
    if (!problem) return;
    const t = this.host.t();
    if (sheet.kind === "deed" && problem.code === "stale-case") {
      sheet.stale = problem.told.card;
      sheet.version = problem.told.version;
      return;
    }
    if (sheet.kind === "new" && problem.code === "maybe-known") {
      [sheet.found, sheet.looked, sheet.choice] = [problem.told.similar, problem.told.similar, "new"];
      sheet.said = sentence(problem, t);
      return;
    }
    if (sheet.kind === "new") sheet.found = null;
    const input = sheet.kind === "deed" ? inputTo(sheet.deed, inputOf(problem.field)) : inputOf(problem.field);
    const known = sheet.kind === "new" ? input in sheet.values || input === "photos"
      : (FORMS[sheet.deed] ?? []).some(({ name }) => name === input);
    if (known) sheet.problems[input] = sentence(problem, t);
    else sheet.said = sentence(problem, t);
    this.point();
  }

  /** A refused letter back into its form. @param {Sent} letter @param {Card | null} card */
  async amend(letter, card) {
    const { about } = letter;
    const { drafts, outbox } = this.host;
    const name = about.kind === "new" ? "new" : `case:${about.case}:${about.deed}`;
    drafts.keep(name, about.values, letter.files);
    await drafts.settle();
    await outbox.remove(letter.id);
    if (about.kind === "new") await this.openNew();
    else if (card) await this.openDeed(about.deed, card);
  }

  /** Draw, then go to the first input with a problem. */
  point() {
    this.host.draw();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      /** @type {HTMLElement | null} */ (document.querySelector("dialog .wrong :is(input, textarea, select)"))?.focus();
    }));
  }
}

/** Whom a deed is told to stands in the finder of one agency or of several. @param {string} deed @param {string} input */
function inputTo(deed, input) {
  if (input === "agency" && ["supervise", "instruct"].includes(deed)) return "lead";
  if (input !== "to") return input;
  return deed === "copy" ? "supports" : "lead";
}
