// Wiring of the sealed lane's page: what is open is heard on a socket of its own; what is closed
// to the reader is forgotten in the same instant.

import { Page } from "./page.js";
import { drawSealed } from "./picture/sealed.js";
import { FORMS, accusation, bodyOf, heard, placeOf, tabsOf } from "./thought/lane.js";
import { identity } from "./thought/words_identity.js";
import { sealed as words } from "./thought/words_sealed.js";
import { Problem, get, send } from "./wire/api.js";
import { Lane } from "./wire/lane.js";

const INPUTS = ["words", "agency", "accused", "official", "satisfaction"];
/** @type {import("./wire/lane.js").OpenItems} */
let told = [];

const page = new Page("sealed", [identity, words], drawSealed, {
  tab: "", tabs: [], lane: null, matter: "", file: null, agencies: [], officers: [], taxonomy: null,
  shown: {}, picked: [], filed: null, relations: null, isForeign: false,
}, {
  /** @param {string} name */
  tab: (name) => go(`#${name}`),
  /** @param {string} matter */
  choose: (matter) => go(`#m=${matter}`),
  back: () => go("#matters"),
  /** @param {string} name */
  open(name) { held.officers = []; page.open(name); },
  /** @param {Event} event */
  async agency(event) {
    const chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    held.officers = chosen ? (await get(`/api/agencies/${chosen}/officers`)).items : [];
    page.draw();
  },
  /** @param {SubmitEvent} event @param {string} deed */
  deed(event, deed) {
    page.filled(event, needed(FORMS[deed].filter((name) => name !== "official")), () => act(deed, bodyOf(deed, held.file.item.version, values())));
  },
  /** @param {any} transfer */
  approve: (transfer) => page.doing(() => act(`transfers/${transfer.transfer}/approve`, { version: held.file.item.version })),
  /** @param {SubmitEvent} event @param {any} transfer */
  reply(event, transfer) {
    page.filled(event, needed(["words"]), async () => {
      await send("POST", `/api/sealed/transfers/${transfer.transfer}/reply`, { words: page.valueOf("words") });
      held.open = "";
      await loadLane();
      return page.t("done");
    });
  },
  /** @param {SubmitEvent} event @param {string} field */
  reveal(event, field) {
    page.filled(event, {}, async () => {
      const wish = { field, purpose: page.valueOf("purpose") };
      const { value, left } = await send("POST", `/api/sealed/matters/${held.matter}/reveal`, wish);
      held.shown = { ...held.shown, [field]: value };
      held.open = "";
      return page.t("revealed", { n: left });
    });
  },
  add() {
    const [agency, official] = [page.valueOf("accused"), page.valueOf("official")];
    if (!agency) return missing("accused", "needAgency");
    const label = ["accused", "official"].map(chosenWord).filter(Boolean).join(" ");
    held.picked = [...held.picked.filter((/** @type {any} */ one) => one.label !== label), { label, ...accusation(agency, official) }];
    held.problems = {};
    page.draw();
  },
  /** @param {number} index */
  drop(index) { held.picked.splice(index, 1); page.draw(); },
  /** @param {SubmitEvent} event */
  file(event) {
    event.preventDefault();
    if (!held.picked.length) return missing("accused", "needAccused");
    page.filled(event, needed(["words"]), fileIt);
  },
  handed() { held.filed = null; page.tell(""); },
  /** @param {SubmitEvent} event */
  declare(event) {
    page.filled(event, { agency: page.t("needAgency") }, async () => {
      const account = page.valueOf("account");
      await send("POST", "/api/sealed/relations", account ? { account: Number(account) } : { agency: page.valueOf("agency") });
      await loadRelations();
      return page.t("declared");
    });
  },
});
const { held } = page;

// Words and values

/** @param {string[]} names a reason for each that is empty */
const needed = (names) => Object.fromEntries(names.map((name) => [name,
  page.t(name === "satisfaction" ? "needSatisfaction" : name === "words" ? "need" : "needAgency")]));
const values = () => Object.fromEntries(INPUTS.map((name) => [name, page.valueOf(name)]));

/** The word that a choice shows, empty when nothing is chosen. @param {string} name */
function chosenWord(name) {
  const input = /** @type {HTMLSelectElement} */ (document.getElementById(`in-${name}`));
  return input.value ? input.selectedOptions[0].text : "";
}

/** @param {string} name @param {string} word */
function missing(name, word) {
  held.problems = { [name]: page.t(word) };
  page.draw();
  document.getElementById(`in-${name}`)?.focus();
}

// Deeds

/** @param {string} path @param {Record<string, unknown>} body */
async function act(path, body) {
  try {
    await send("POST", `/api/sealed/matters/${held.matter}/${path}`, body);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "stale-matter") throw error;
    await loadMatter();
    return page.t("stale");
  }
  held.open = "";
  await loadLane();
  const isOpen = held.lane.matters.some((/** @type {any} */ one) => one.matter === held.matter);
  if (!isOpen) return forget();
  await loadMatter();
  return page.t("done");
}

async function fileIt() {
  const accused = held.picked.map((/** @type {any} */ { label, ...one }) => one);
  const [name, phone] = [page.valueOf("name"), page.valueOf("phone")];
  const reporter = name || phone ? { name, phone } : null;
  const body = { accused, words: page.valueOf("words"), channel: page.valueOf("channel"), reporter };
  held.filed = await send("POST", "/api/sealed/complaints", body);
  held.picked = [];
}

/** The open matter is closed to the reader: nothing of it stays on the page. */
function forget() {
  Object.assign(held, { matter: "", file: null, shown: {}, open: "" });
  history.replaceState(null, "", "#matters");
  return page.t("gone");
}

// Loading

async function loadLane() {
  held.lane = await get("/api/sealed/matters");
}

async function loadMatter() {
  const { matter } = held;
  const file = await get(`/api/sealed/matters/${matter}`);
  if (matter === held.matter) held.file = file;
}

async function loadRelations() {
  held.relations = (await get("/api/sealed/relations")).items;
}

/** @param {string} hash */
function go(hash) {
  history.pushState(null, "", hash);
  return arrive();
}

/** Show what the address names. */
function arrive() {
  const { matter, tab } = placeOf(location.hash, held.tabs);
  Object.assign(held, { matter, tab, file: null, shown: {}, open: "", problems: {}, officers: [], filed: null });
  return page.doing(async () => {
    if (tab === "matters" || tab === "received") await loadLane();
    if (tab === "relations") await loadRelations();
    if (matter) await loadMatter().catch(lost);
  });
}

/** Closed, of another unit, or never there: alike. @param {unknown} error */
function lost(error) {
  if (!(error instanceof Problem) || error.status !== 404) throw error;
  forget();
  throw error;
}

/** @param {import("./wire/lane.js").OpenItems} items */
function hear(items) {
  const { isGone, isOther } = heard(told, items, held.file ? held.matter : "");
  told = items;
  if (isGone) page.tell(forget(), true);
  if (isOther && held.lane && !held.isBusy) refresh().catch((error) => page.refused(error));
}

/** What has changed, without taking a form away from whoever fills it in. */
async function refresh() {
  await loadLane();
  if (held.file && !held.open) await loadMatter();
  page.draw();
}

async function begin() {
  const me = held.me = await get("/api/session");
  held.tabs = tabsOf(me);
  held.isForeign = !held.tabs.length;
  if (held.isForeign) return page.draw();
  [held.agencies, held.taxonomy] = [(await get("/api/agencies")).items, await get("/api/taxonomy")];
  await arrive();
  if (me.verbs.includes("handle_sealed")) new Lane(hear, () => location.assign("/signin?ended&next=/sealed")).dial();
}

page.draw();
begin().catch((error) => page.refused(error));
addEventListener("popstate", arrive);
