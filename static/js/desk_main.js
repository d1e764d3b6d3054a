// The desk's one wiring: session, queue, case, stream and forms -> one view -> the pictures.

import { Forms } from "./desk_forms.js";
import { Documents } from "./desk_documents.js";
import { listen } from "./desk_keys.js";
import { Identity } from "./desk_identity.js";
import { Receptions } from "./desk_receptions.js";
import { Desk } from "./picture/desk.js";
import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { mayBook } from "./picture/desk_reception.js";
import { mayReport } from "./picture/desk_top.js";
import { translator } from "./thought/i18n.js";
import { Lists } from "./thought/lists.js";
import { sentence } from "./thought/problems.js";
import { NUMBERED, QUEUES, addressOf, besideOf, freshened, moved, questionOf, wishOf } from "./thought/queue.js";
import { apply, empty } from "./thought/state.js";
import { common } from "./thought/words.js";
import { law } from "./thought/words_law.js";
import { documents as documentWords } from "./thought/words_documents.js";
import { identity as identityWords } from "./thought/words_identity.js";
import { desk as deskWords, forms as formWords, roles } from "./thought/words_desk.js";
import { appointments, receptions as receptionWords } from "./thought/words_reception.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";
import { Drafts } from "./wire/drafts.js";
import { Feed } from "./wire/feed.js";
import { Outbox } from "./wire/outbox.js";
import { burn } from "./wire/sealed.js";

/** @typedef {import("./types/desk.js").DeskView} View */
/** @typedef {import("./types/card.js").Card} Card */

const QUEUE_PAUSE = 400; // ms: a burst of events asks for the queue once
const SEARCH_PAUSE = 200;
const TOAST = 6_000;
const REMEMBERED = 2_000; // cases whose last seen version is kept
const THEME = "theme-desk";

const dress = dressOf("night", THEME);
const picture = new Desk(document, window.map_wall ?? null);
const held = {
  /** @type {any} */ me: null,
  /** @type {Lists | null} */ lists: null,
  /** @type {View["places"]} */ places: new Map(),
  /** @type {View["agencies"]} */ agencies: new Map(),
  /** @type {View["officers"]} */ officers: [],
  /** @type {View["receptions"]} */ receptions: [],
  /** @type {View["parties"]} */ parties: [],
  state: empty(),
  live: { phase: "connecting", age: 0, isStale: false, ahead: 0 },
  wish: wishOf(location.search),
  /** @type {Card[]} */ items: [],
  /** @type {string | null} */ next: null,
  /** @type {Record<string, number>} */ counts: {},
  isLoading: true, problem: "",
  /** @type {number | null} */ marked: null,
  /** @type {Record<string, number>} */ seen: {},
  /** @type {View["file"]} */ file: null,
  /** @type {View["papers"]} */ papers: null,
  isOpening: false, fileProblem: "", filter: "everything",
  /** @type {View["letters"]} */ letters: [],
  /** @type {View["sheet"]} */ sheet: null,
  toast: "", isDue: false, asked: 0, opened: 0,
};
/** @type {{ queue?: number, toast?: number }} */
const timers = {};
/** @type {Outbox} */ let outbox;
/** @type {Drafts} */ let drafts;
/** @type {Forms} */ let forms;
const receptions = new Receptions({ held, t: () => t(), draw: () => draw(), toast: (text) => toast(text), now: () => now(), reload: (id) => loadCase(id) });

const documents = new Documents({ held, draw: () => draw(), t: () => t(), toast: (text) => toast(text), told: (error) => told(error) });
const identity = new Identity({ held, draw: () => draw(), t: () => t(), told: (error) => told(error) });

const t = () => translator(dress.language, documentWords, identityWords, problemWords, common, roles, formWords, appointments, receptionWords, law, deskWords);
const now = () => Date.now() + held.live.ahead;

// Drawing

/** Draw in the next frame, once for all that happened before it. */
function draw() {
  if (held.isDue) return;
  held.isDue = true;
  requestAnimationFrame(() => {
    held.isDue = false;
    wear(dress, t()("title"));
    if (held.me && held.lists) picture.draw(view());
  });
}

/** @returns {View} */
function view() {
  const { me, lists, file, live, state } = held;
  const place = file?.card.place ?? "";
  const area = place.slice(0, Math.max(9, place.length));
  const cards = [...state.cards.values()];
  return {
    ...held, t: t(), lists: /** @type {Lists} */ (lists), me, now: now(),
    isDay: dress.theme === "day", hasMore: held.next !== null, drafts: drafts.names,
    live: { isLive: live.phase === "live", age: live.age, isStale: live.isStale,
      word: live.phase === "live" ? "liveAge" : live.phase === "connecting" ? "connecting" : "waiting" },
    near: file ? cards.filter((card) => card.place === area && card.case !== file.card.case) : [],
    openReceptions: [...state.receptions.values()],
    items: freshened(held.items, state.cards), cards, form, on,
  };
}

/** @param {string} text */
function toast(text) {
  held.toast = text;
  clearTimeout(timers.toast);
  timers.toast = setTimeout(() => { held.toast = ""; draw(); }, TOAST);
  draw();
}

/** A problem in words; an ended session opens its sheet. @param {unknown} error */
function told(error) {
  const problem = error instanceof Problem ? error : new Problem(0, {});
  if (problem.status === 401) held.sheet = { kind: "ended" };
  return sentence(problem, t());
}

// Queue and case

/** @param {boolean} [isMore] go on after the last row */
async function loadQueue(isMore = false) {
  clearTimeout(timers.queue);
  held.asked += 1;
  const turn = held.asked;
  held.isLoading = true;
  try {
    const page = await get(questionOf(held.wish, isMore ? held.next : null));
    if (turn !== held.asked) return;
    held.items = isMore ? [...held.items, ...page.items] : page.items;
    [held.next, held.counts, held.problem] = [page.next, page.counts, ""];
  } catch (error) {
    if (turn === held.asked) held.problem = t()("loadFailed", { why: told(error) });
  }
  held.isLoading = false;
  draw();
}

/** @param {number} wait */
function queueSoon(wait) {
  timers.queue ??= undefined;
  clearTimeout(timers.queue);
  timers.queue = setTimeout(() => loadQueue(), wait);
}

/** @param {Partial<typeof held.wish>} change @param {number} [wait] */
function wish(change, wait = 0) {
  held.wish = { ...held.wish, ...change };
  history.replaceState(null, "", `${location.pathname}${addressOf(held.wish)}`);
  queueSoon(wait);
  draw();
}

/** @param {number | null} id */
async function open(id) {
  const isOther = id !== held.wish.open;
  held.wish.open = id;
  held.marked = id ?? held.marked;
  history.replaceState(null, "", `${location.pathname}${addressOf(held.wish)}`);
  if (isOther || id === null) [held.file, held.fileProblem, held.filter] = [null, "", "everything"];
  if (id !== null) await loadCase(id);
  draw();
}

/** @param {number} id */
async function loadCase(id) {
  held.opened += 1;
  const turn = held.opened;
  held.isOpening = true;
  draw();
  try {
    const file = await get(`/api/cases/${id}`);
    if (turn !== held.opened) return;
    [held.file, held.fileProblem] = [file, ""];
    see(file.card);
    documents.load();
  } catch (error) {
    if (turn !== held.opened) return;
    const why = told(error);
    if (held.file) toast(why);
    else held.fileProblem = why;
  }
  held.isOpening = false;
  draw();
}

/** The open case anew: what the server words is in the other language now. */
function again() {
  if (held.file) loadCase(held.file.card.case);
  draw();
}

/** @param {Card} card */
function see({ case: id, version }) {
  held.seen[id] = Math.max(version, held.seen[id] ?? 0);
  const kept = Object.entries(held.seen).slice(-REMEMBERED);
  localStorage.setItem(`seen:${held.me.account}`, JSON.stringify(Object.fromEntries(kept)));
}

/** After a deed of our own: the next one starts from its card, not from the one before it. @param {Card} card */
function done(card) {
  see(card);
  if (held.file?.card.case === card.case) held.file = { ...held.file, card };
  if (held.wish.open === card.case) loadCase(card.case);
  else open(card.case);
  loadQueue();
}

// The stream

/** @param {import("./types/frame.js").Frame} frame */
function hear(frame) {
  held.state = apply(held.state, frame);
  if ("now" in frame) held.live.ahead = Date.parse(frame.now) - Date.now();
  const isQuiet = frame.type === "heartbeat" || frame.type === "hello";
  if (!isQuiet) queueSoon(QUEUE_PAUSE);
  if (frame.type.startsWith("reception.")) receptions.soon();
  if (frame.type === "document.issued" && "case" in frame && frame.case === held.file?.card.case) documents.load();
  const { file } = held;
  const card = file && held.state.cards.get(file.card.case);
  const isGone = "case" in frame && frame.case === file?.card.case && !card;
  if (file && ((card && card.version > file.card.version) || isGone)) loadCase(file.card.case);
  draw();
}

function follow() {
  return new Feed({
    screen: "desk", onFrame: hear,
    onAge: (age, isStale) => { [held.live.age, held.live.isStale] = [age, isStale]; },
    onStatus: ({ phase, code }) => {
      held.live.phase = phase;
      if (phase === "stopped" && code === 4001) held.sheet = { kind: "ended" };
      draw();
    },
  });
}

// What the pictures tell

/** @param {string} deed */
function doDeed(deed) {
  const { file } = held;
  if (!file) return;
  const offer = file.next.find((one) => one.deed === deed);
  if (offer?.allowed) forms.openDeed(deed, deed === "facts" ? { ...file.card, ...file.circumstances } : file.card);
  else toast(`${/** @type {Lists} */ (held.lists).name("deeds", deed)}${t()("colon")}${offer?.reason ?? t()("notYours")}`);
}

async function letters() {
  const before = new Set(held.letters.filter(({ state }) => state === "waiting").map(({ id }) => id));
  held.letters = await outbox.list();
  const arrived = held.letters.filter(({ id, state }) => state === "delivered" && before.has(id));
  if (arrived.length && !forms.sheet) toast(t()("deliveredNow", { label: arrived[0].label }));
  draw();
}

async function leaveNow() {
  outbox.close();
  await send("DELETE", "/api/session").catch(() => null);
  await burn(held.me.account);
  location.assign("/signin");
}

function close() {
  held.sheet = null;
  draw();
}

/** @param {NonNullable<View["sheet"]>} sheet */
function show(sheet) {
  held.sheet = sheet;
  draw();
}

/** @type {View["form"]} */
const form = {
  set: (name, value) => forms.set(name, value), typed: (name, text) => forms.typed(name, text),
  pick: (name, hit) => forms.pick(name, hit), unpick: (name, code) => forms.unpick(name, code),
  step: (name, step) => forms.step(name, step), shut: (name) => forms.shut(name),
  photos: (files) => forms.photos(files), unphoto: (index) => forms.unphoto(index),
};

/** @type {View["on"]} */
const on = {
  queue: (name) => wish({ queue: name }), search: (q) => wish({ q }, SEARCH_PAUSE),
  level: (level) => wish({ level }), state: (state) => wish({ state }),
  open, more: () => loadQueue(true), reload: () => loadQueue(),
  filter: (filter) => { held.filter = filter; draw(); },
  deed: doDeed, report: () => { if (mayReport(held.me)) forms.openNew(); },
  help: () => show({ kind: "help" }), letters: () => show({ kind: "outbox" }), close,
  submit: () => {
    if (forms.sheet) forms.submit();
    else if (identity.sheet) identity.submit();
    else if (documents.sheet) documents.submit();
    else if (held.sheet?.kind === "booking" || held.sheet?.kind === "appointment") receptions.submit();
    else close();
  },
  book: () => { if (held.file && mayBook(held.me) && held.file.card.state !== "closed") receptions.open(held.file.card); },
  lookup: () => { if (mayReport(held.me)) identity.lookup(); }, reveal: (party, field) => identity.reveal(party, field),
  identity: (name, value) => identity.set(name, value),
  issuePaper: () => documents.issue(), paper: (name, value) => documents.set(name, value), readPaper: (id) => documents.read(id),
  copy: (id, format, open) => documents.copy(id, format, open), archive: () => documents.archive(),
  wish: (change) => receptions.wish(change), appoint: (id, deed) => receptions.appoint(id, deed), change: (change) => receptions.change(change),
  answer: async (task) => {
    if (!held.file) return;
    await forms.openDeed("answer", held.file.card);
    forms.set("task", task);
  },
  discard: () => forms.discard(), match: (choice) => forms.match(choice), unlook: () => forms.unlook(), refresh: () => { if (held.wish.open) loadCase(held.wish.open); },
  language: () => { turnLanguage(dress); held.lists = new Lists(/** @type {Lists} */ (held.lists).taxonomy, dress.language); again(); },
  theme: () => { turnTheme(dress, THEME); draw(); },
  leave: () => (held.letters.some(({ state }) => state !== "delivered") || drafts.names.size ? show({ kind: "leave" }) : leaveNow()),
  leaveNow, print: () => window.print(), retry: () => outbox.flush(),
  forget: (id) => outbox.remove(id), whole: () => picture.whole(),
  amend: async (id) => {
    const letter = await outbox.find(id);
    if (!letter) return;
    if (letter.about.kind === "deed") await open(letter.about.case);
    await forms.amend(letter, held.file?.card ?? null);
  },
};

listen({
  deed: doDeed,
  deedOf: (key) => String(held.lists?.taxonomy.deeds.find((deed) => deed.key === key)?.code ?? "") || null,
  move: (step) => { held.marked = moved(held.items, held.marked ?? held.wish.open, step); draw(); picture.reveal(); },
  enter: () => { if (held.marked) open(held.marked); },
  leaveSearch: () => { if (held.wish.q) wish({ q: "" }); else document.getElementById("search")?.blur(); },
  keys: {
    n: () => on.report(), "?": () => on.help(), "/": () => document.getElementById("search")?.focus(),
    "#": () => on.lookup(), ".": () => picture.unfold(), m: () => on.whole(), j: () => on.book(), g: () => on.letters(), l: () => on.language(), d: () => on.theme(),
    "[": () => on.queue(besideOf(held.wish.queue, -1)), "]": () => on.queue(besideOf(held.wish.queue, 1)),
    ...Object.fromEntries(QUEUES.slice(0, NUMBERED).map((name, index) =>
      [String(index + 1), () => on.queue(name)])),
  },
});

// The beginning

async function begin() {
  wear(dress, t()("title"));
  try {
    held.me = await get("/api/session");
    await furnish();
    draw();
    if (held.me.verbs.includes("watch")) await work();
    else [held.isLoading, held.fileProblem] = [false, t()("notForYou")];
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      return location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
    }
    picture.refuse(t()("loadFailed", { why: told(error) }));
    setTimeout(begin, 5_000);
  }
  return draw();
}

/** What does not change while the desk is open. */
async function furnish() {
  const { account, agency } = held.me;
  const [taxonomy, places, agencies, officers] = await Promise.all([
    get("/api/taxonomy"), get("/api/places"), get("/api/agencies"),
    get(`/api/agencies/${encodeURIComponent(agency.id)}/officers`).catch(() => ({ items: [] }))]);
  held.lists = new Lists(taxonomy, dress.language);
  held.places = new Map(places.items.map((/** @type {any} */ place) => [place.code, place]));
  held.agencies = new Map(agencies.items.map((/** @type {any} */ one) => [one.id, one]));
  held.officers = officers.items;
  held.seen = JSON.parse(localStorage.getItem(`seen:${account}`) ?? "{}");
  outbox = new Outbox(account, letters);
  drafts = new Drafts(account, draw);
  forms = new Forms({ held, t, lists: () => /** @type {Lists} */ (held.lists), draw, toast, done, drafts, outbox });
  await drafts.load();
}

async function work() {
  follow();
  await Promise.all([loadQueue(), receptions.load(), held.wish.open ? loadCase(held.wish.open) : null,
    get("/map/layers").then((layers) => picture.lay(layers, held.me.place ?? held.me.county)).catch(told)]);
  setInterval(draw, 1_000);
  await letters();
  await outbox.flush();
}

await begin();
