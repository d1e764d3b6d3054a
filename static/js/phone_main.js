// The phone's one wiring: session, tasks, one case, report, outbox -> one view -> the picture.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawPhone } from "./picture/phone.js";
import { shrink } from "./picture/shrink.js";
import { blank, bodyOf, tileOf, waiting } from "./thought/field.js";
import { translator } from "./thought/i18n.js";
import { Lists, pathOf } from "./thought/lists.js";
import { sentence } from "./thought/problems.js";
import { common } from "./thought/words.js";
import { forms as formWords, roles } from "./thought/words_desk.js";
import { law } from "./thought/words_law.js";
import { phone } from "./thought/words_phone.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";
import { Drafts } from "./wire/drafts.js";
import { Feed } from "./wire/feed.js";
import { Outbox } from "./wire/outbox.js";
import { burn } from "./wire/sealed.js";

/** @typedef {import("./types/phone.js").PhoneView} View */
/** @typedef {import("./types/card.js").Card} Card */

const THEME = "theme-phone";
const HOLD = 6_000; // ms in which a tap can be taken back
const SAID = 6_000;
const MOST_PHOTOS = 9;
const MOST_FOUND = 12;
const TASKS_PAUSE = 500; // ms: a burst of events asks for the tasks once
const DRAFT = "phone-report";

const dress = dressOf("day", THEME);
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
const held = {
  /** @type {any} */ me: null,
  /** @type {Lists | null} */ lists: null,
  /** @type {View["places"]} */ places: new Map(),
  tab: "tasks", problem: "", isLeaving: false, isEnded: false, said: "", isDue: false,
  /** @type {Card[]} */ ours: [],
  /** @type {Card[]} */ others: [],
  /** @type {number | null} */ asOf: null,
  /** @type {View["file"]} */ file: null,
  words: "", wrong: "", isRestored: false, isChoosing: false, gps: "",
  /** @type {Blob[]} */ photos: [],
  /** @type {View["report"]} */ report: blank(""),
  /** @type {Blob[]} */ shots: [],
  /** @type {View["found"]} */ found: [],
  /** @type {View["letters"]} */ letters: [],
  searching: 0,
};
/** @type {{ tasks?: number, said?: number }} */
const timers = {};
/** @type {Outbox} */ let outbox;
/** @type {Drafts} */ let drafts;

const t = () => translator(dress.language, problemWords, common, roles, formWords, law, phone);

// Drawing

function draw() {
  if (held.isDue) return;
  held.isDue = true;
  requestAnimationFrame(() => {
    held.isDue = false;
    wear(dress, t()("title"));
    if (held.me && held.lists) drawPhone(view(), root);
  });
}

/** @returns {View} */
function view() {
  return {
    ...held, lists: /** @type {Lists} */ (held.lists), t: t(), now: Date.now(), isDay: dress.theme === "day",
    isOnline: navigator.onLine, undo: undoable(), on,
  };
}

/** The last tap that can still be taken back. */
function undoable() {
  const letter = held.letters.findLast(({ state, hold }) => state === "waiting" && hold > Date.now());
  return letter ? { id: letter.id, label: letter.label, left: Math.ceil((letter.hold - Date.now()) / 1000) } : null;
}

/** @param {string} text */
function say(text) {
  held.said = text;
  clearTimeout(timers.said);
  timers.said = setTimeout(() => { held.said = ""; draw(); }, SAID);
  draw();
}

/** @param {unknown} error */
function told(error) {
  const problem = error instanceof Problem ? error : new Problem(0, {});
  if (problem.status === 401) held.isEnded = true;
  return sentence(problem, t());
}

// Tasks and one case

async function loadTasks() {
  clearTimeout(timers.tasks);
  try {
    const [unit, all] = await Promise.all([get("/api/cases?queue=unit"), get("/api/cases?queue=all")]);
    const agency = held.me.agency.id;
    held.ours = waiting(unit.items, agency);
    const known = new Set(held.ours.map((card) => card.case));
    held.others = all.items.filter((/** @type {Card} */ card) => !known.has(card.case));
    [held.asOf, held.problem] = [Date.now(), ""];
  } catch (error) {
    const why = told(error);
    held.problem = navigator.onLine || held.asOf === null ? why : "";
  }
  draw();
}

function tasksSoon() {
  clearTimeout(timers.tasks);
  timers.tasks = setTimeout(loadTasks, TASKS_PAUSE);
}

/** @param {number} id */
async function open(id) {
  try {
    held.file = await get(`/api/cases/${id}`);
    const kept = await drafts.find(`phone:${id}`);
    [held.words, held.photos, held.wrong] = [kept?.value.words ?? "", kept?.files ?? [], ""];
    scrollTo(0, 0);
  } catch (error) {
    say(told(error));
  }
  draw();
}

const keepWords = () => drafts.keep(`phone:${held.file?.card.case}`, { words: held.words }, [...held.photos]);
const keepReport = () => drafts.keep(DRAFT, held.report, [...held.shots]);

/** @param {FileList} files @param {Blob[]} into @param {() => void} kept */
async function take(files, into, kept) {
  for (const file of [...files].slice(0, MOST_PHOTOS - into.length)) {
    try {
      into.push(await shrink(file));
    } catch {
      held.wrong = t()("notAPicture");
    }
  }
  kept();
  draw();
}

/** One tap; for a few seconds it can be taken back. @param {Card} card */
async function sign(card) {
  await put("sign-for", card, {}, [], HOLD);
  held.file = null;
  draw();
}

/** @param {string} deed @param {Card} card @param {any} body @param {Blob[]} files @param {number} hold */
function put(deed, card, body, files, hold) {
  const label = t()("deedLabel", { deed: /** @type {Lists} */ (held.lists).name("deeds", deed), title: card.title });
  const about = { kind: "deed", deed, case: card.case, ...body };
  return outbox.put({ path: `/api/cases/${card.case}/${deed}`, body: { version: card.version, ...body }, files, label, about, hold });
}

/** @param {string} deed */
async function doDeed(deed) {
  const { file } = held;
  if (!file) return;
  const words = held.words.trim();
  held.wrong = "";
  if (deed === "progress" && !words && !held.photos.length) held.wrong = t()("needText");
  if (deed === "resolve" && [...words].length < 2) held.wrong = t()("needResult");
  if (held.wrong) return draw();
  await put(deed, file.card, { words }, held.photos, HOLD);
  await drafts.drop(`phone:${file.card.case}`);
  held.file = null;
  draw();
}

// Report

async function sendReport() {
  const { report, shots } = held;
  held.wrong = !report.tile ? t()("chooseWhat") : !report.place ? t()("choosePlace") : "";
  if (held.wrong) return draw();
  const name = t()(`tile_${report.tile}`);
  const files = [...shots];
  const label = t()("reportLabel", { title: `${name} · ${pathOf(held.places, report.place)}` });
  const id = await outbox.put({ path: "/api/reports", body: bodyOf(report, name), files, label, about: { kind: "new", report } });
  clearReport();
  await drafts.drop(DRAFT);
  held.tab = "outbox";
  draw();
  const letter = await outbox.deliver(id);
  say(letter?.state === "delivered" ? t()("deliveredNow", { label }) : t()("keptUnsent"));
}

function clearReport() {
  const { me } = held;
  held.report = blank(me.place?.length > 6 ? me.place : "");
  [held.shots, held.isRestored, held.isChoosing, held.gps] = [[], false, false, ""];
}

/** @param {Partial<View["report"]>} change */
function change(change) {
  Object.assign(held.report, change);
  held.wrong = "";
  keepReport();
  draw();
}

/** @param {string} text */
async function find(text) {
  held.searching += 1;
  const turn = held.searching;
  const wanted = text.trim();
  const near = held.me.place ?? held.me.county;
  const local = [...held.places.values()].filter(({ code, name }) => (wanted ? name.includes(wanted) : code.startsWith(near.slice(0, 9))) && code.length > 6)
    .slice(0, MOST_FOUND).map(({ code }) => ({ code, path: pathOf(held.places, code) }));
  const found = wanted ? await get(`/api/places/search?limit=${MOST_FOUND}&q=${encodeURIComponent(wanted)}`).catch(() => null) : null;
  if (turn === held.searching) held.found = found?.items ?? local;
  draw();
}

function locate() {
  held.gps = t()("gpsWait");
  draw();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    held.gps = "";
    change({ gps: { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy } });
  }, () => { held.gps = t()("gpsOff"); draw(); }, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 });
}

// Outbox

async function letters() {
  const before = new Map(held.letters.map(({ id, state }) => [id, state]));
  held.letters = await outbox.list();
  if (held.letters.some(({ id, state }) => state === "delivered" && before.get(id) === "waiting")) tasksSoon();
  if (held.letters.some(({ state, problem }) => state === "waiting" && problem?.status === 401)) held.isEnded = true;
  draw();
}

/** A deed that came too late, once more on what the case is now. @param {string} id */
async function resend(id) {
  const letter = await outbox.find(id);
  if (!letter?.problem) return;
  const body = { ...letter.body, version: letter.problem.told.version };
  await outbox.remove(id);
  await outbox.deliver(await outbox.put({ ...letter, body }));
}

/** @param {string} id */
async function amend(id) {
  const letter = await outbox.find(id);
  if (!letter) return;
  await outbox.remove(id);
  if (letter.about.kind === "new") {
    [held.report, held.shots, held.tab] = [letter.about.report, letter.files, "report"];
    keepReport();
  } else {
    drafts.keep(`phone:${letter.about.case}`, { words: letter.about.words ?? "" }, letter.files);
    await open(letter.about.case);
  }
  draw();
}

async function leaveNow() {
  outbox.close();
  await send("DELETE", "/api/session").catch(() => null);
  await burn(held.me.account);
  location.assign("/signin");
}

/** @type {View["on"]} */
const on = {
  tab: (tab) => { [held.tab, held.wrong, held.isLeaving] = [tab, "", false]; scrollTo(0, 0); draw(); },
  open, sign, back: () => { held.file = null; draw(); }, deed: doDeed,
  words: (words) => { held.words = words; held.wrong = ""; keepWords(); draw(); },
  photo: (files) => take(files, held.photos, keepWords), unphoto: (index) => { held.photos.splice(index, 1); keepWords(); draw(); },
  shot: (files) => take(files, held.shots, keepReport), unshot: (index) => { held.shots.splice(index, 1); keepReport(); draw(); },
  tile: (tile) => change({ tile, level: tileOf(tile)?.level ?? 4 }), level: (level) => change({ level }),
  people: (text) => { const digits = text.replace(/[^0-9]/g, "").slice(0, 6); change({ headcount: digits === "" ? "" : Number(digits) }); },
  say: (words) => change({ words }), choose: () => { held.isChoosing = true; find(""); },
  find, place: (place) => { held.isChoosing = false; change({ place, gps: null }); },
  gps: locate, ungps: () => change({ gps: null }), clear: async () => { await drafts.drop(DRAFT); clearReport(); draw(); },
  send: sendReport, retry: () => { outbox.flush(); loadTasks(); }, remove: (id) => outbox.remove(id), resend, amend,
  undo: () => { const last = undoable(); if (last) outbox.remove(last.id); },
  language: () => { turnLanguage(dress); held.lists = new Lists(/** @type {Lists} */ (held.lists).taxonomy, dress.language); draw(); },
  theme: () => { turnTheme(dress, THEME); draw(); },
  leave: () => { if (held.letters.some(({ state }) => state !== "delivered") || drafts.names.size) { held.isLeaving = true; draw(); } else leaveNow(); },
  stay: () => { held.isLeaving = false; draw(); }, leaveNow,
};

// The beginning

async function begin() {
  wear(dress, t()("title"));
  try {
    held.me = await get("/api/session");
    const [taxonomy, places] = await Promise.all([get("/api/taxonomy"), get("/api/places")]);
    held.lists = new Lists(taxonomy, dress.language);
    held.places = new Map(places.items.map((/** @type {any} */ place) => [place.code, place]));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return location.assign("/signin?next=/phone");
    root.textContent = told(error);
    return setTimeout(begin, 5_000);
  }
  return work();
}

async function work() {
  root.textContent = "";
  drafts = new Drafts(held.me.account, draw);
  outbox = new Outbox(held.me.account, letters);
  clearReport();
  await drafts.load();
  const kept = await drafts.find(DRAFT);
  if (kept) [held.report, held.shots, held.isRestored] = [kept.value, kept.files, true];
  for (const name of ["online", "offline"]) addEventListener(name, draw);
  addEventListener("online", tasksSoon);
  new Feed({ screen: "phone", onFrame: (frame) => { if (!["heartbeat", "hello"].includes(frame.type)) tasksSoon(); } });
  setInterval(draw, 1_000);
  await loadTasks();
  await letters();
  await outbox.flush();
}

await begin();
