// The one wiring of a reception: record, devices, signalling, media and room -> one view -> the
// picture. Everything that knows both the wire and the picture is here and in `reception_own`.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { draw as drawPage } from "./picture/reception.js";
import { listen } from "./reception_keys.js";
import { Own } from "./reception_own.js";
import { dayKey } from "./thought/format.js";
import { translator } from "./thought/i18n.js";
import { blank, bodyOf, changed, grown, incomplete, shrunk } from "./thought/outcome.js";
import { sentence } from "./thought/problems.js";
import { EVERY, sampleOf, saved, sending, stepsOf } from "./thought/quality.js";
import { OVER, apply, mine, missing, offer, outside, read, usualSite } from "./thought/reception.js";
import { common } from "./thought/words.js";
import { roles } from "./thought/words_desk.js";
import { reception as words } from "./thought/words_reception.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";
import { ring } from "./wire/devices.js";
import { Drafts } from "./wire/drafts.js";
import { Media } from "./wire/rtc.js";
import { Signal } from "./wire/signal.js";

/** @typedef {import("./types/reception.js").ReceptionView} View */
/** @typedef {import("./types/reception.js").Told} Told */

const THEME = "theme-reception";
const TOAST = 6_000;
const SOON = 150; // ms: a burst of changes asks for the record once
const AGAIN = 1_000; // ms before an offer that nobody took is made again
const TELL_EVERY = 5; // samples between two unchanged words on quality
const address = new URLSearchParams(location.search);
const id = Number(address.get("id"));
const isGuest = address.has("guest");
const as = isGuest ? "?as=guest" : ""; // which cookie counts, when there are two
const kept = `reception:${id}`;
const dress = dressOf("night", THEME);
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
const isNarrow = matchMedia("(max-width: 700px)").matches;

const held = {
  phase: /** @type {View["phase"]} */ ("loading"), why: "", canReturn: false,
  me: /** @type {View["me"]} */ (null), reception: /** @type {View["reception"]} */ (null), hall: outside(),
  file: /** @type {View["file"]} */ (null), places: /** @type {View["places"]} */ (new Map()),
  agencies: /** @type {View["agencies"]} */ ([]), officers: /** @type {View["officers"]} */ (new Map()),
  own: /** @type {View["own"]} */ ({ mic: null, camera: null, screen: null }), tracks: /** @type {View["tracks"]} */ (new Map()),
  quality: { up: 4, down: 4, audio_only: false },
  check: { isBusy: false, micProblem: "", cameraProblem: "", level: 0, mics: [], cameras: [], mic: "", camera: "",
    agreed: false, heard: false, site: /** @type {View["check"]["site"]} */ ("county") },
  tab: /** @type {View["tab"]} */ (isNarrow ? "" : "case"), draft: blank(), words: "",
  sheet: /** @type {View["sheet"]} */ (null), guest: /** @type {View["guest"]} */ (null),
  isBusy: false, isBlocked: false, isLarge: false, said: "",
};
const work = {
  isDue: false, toast: 0, soon: 0, asked: "", told: 0, saving: sending(),
  sample: /** @type {import("./types/reception.js").Sample | null} */ (null),
  signal: /** @type {Signal | null} */ (null), drafts: /** @type {Drafts | null} */ (null),
};
const t = () => translator(dress.language, problemWords, common, roles, words);
const now = () => Date.now() + held.hall.ahead;
const media = new Media({
  send: (message) => work.signal?.send(message) ?? false,
  onTracks: (tracks) => { held.tracks = tracks; draw(); }, onLost: () => work.signal?.again(),
});
const own = new Own({
  check: held.check, own: held.own, draw, toast: (key) => toast(t()(key)),
  tell: (change) => work.signal?.send({ type: "mute", ...change }), show: (change) => media.show(change),
});

// Drawing

function draw() {
  if (work.isDue) return;
  work.isDue = true;
  requestAnimationFrame(() => {
    work.isDue = false;
    wear(dress, t()("title"));
    const caseWord = translator(dress.language, common);
    drawPage({ ...held, t: t(), caseWord, isDay: dress.theme === "day", now: now(), isGuest, on }, root);
  });
}

/** @param {string} text */
function toast(text) {
  held.said = text;
  clearTimeout(work.toast);
  work.toast = setTimeout(() => { held.said = ""; draw(); }, TOAST);
  draw();
}

/** @param {unknown} error */
const problemOf = (error) => (error instanceof Problem ? error : new Problem(0, {}));

/** @param {string} key of the words @param {boolean} canReturn */
function over(key, canReturn) {
  [held.phase, held.why, held.canReturn, held.sheet] = ["over", t()(key), canReturn, null];
  if (key !== "left" && key !== "replaced") sessionStorage.removeItem(kept);
  clearTimeout(work.soon);
  own.drop();
  media.end();
  draw();
}

// The record

/** @param {any} reply @returns {NonNullable<View["reception"]>} */
const recordOf = (reply) => (typeof reply.reception === "object" ? reply.reception : reply);

async function loadRecord() {
  clearTimeout(work.soon);
  held.reception = recordOf(await get(`/api/receptions/${id}${as}`));
  draw();
}

function recordSoon() {
  clearTimeout(work.soon);
  work.soon = setTimeout(() => loadRecord().catch((error) => toast(sentence(problemOf(error), t()))), SOON);
}

/** The record is asked for anew when what it depends on has changed; a guest's seat ends with it. */
function follow() {
  const { room } = held.hall;
  const asked = JSON.stringify([room?.state, missing(held.hall, held.reception), room?.waiting.map(({ seat }) => seat)]);
  const isAsked = !(isGuest && ["closing", ...OVER].includes(room?.state ?? ""));
  if (!isAsked) clearTimeout(work.soon);
  else if (asked !== work.asked) recordSoon();
  work.asked = asked;
}

// Signalling

function enter() {
  if (held.phase === "entering" || !held.reception?.sites.some((site) => site.mine)) return;
  held.phase = held.phase === "check" ? "entering" : held.phase;
  own.enter();
  work.signal?.stop();
  work.signal = new Signal({
    path: `/reception/${id}/signal${as}`, onTold: hear, onStatus: mind,
    token: async () => (await send("POST", `/api/receptions/${id}/seats${as}`, { site: held.check.site })).token,
  });
  draw();
}

/** @param {Told} told */
function hear(told) {
  held.hall = apply(held.hall, told, { at: Date.now(), isReading: held.tab === "chat" });
  switch (told.type) {
    case "entered": begun(told); break;
    case "room": follow(); break;
    case "published": media.published(told).catch(() => media.republish()); break;
    case "offer": media.offered(told); break;
    case "republish": media.republish(); break;
    case "refused": refused(told); break;
    default: break;
  }
  draw();
}

/** @param {import("./types/reception.js").Entered} told */
function begun(told) {
  sessionStorage.setItem(kept, held.check.site);
  held.phase = "inside";
  media.show(held.own);
  media.begin(told.ice);
  const { signal } = work;
  signal?.send({ type: "mute", mic: !held.own.mic?.enabled, camera: !held.own.camera, screen: !held.own.screen });
  if (held.check.agreed) signal?.send({ type: "consent", given: true });
  if (told.host && !held.agencies.length) furnish();
}

/** @param {import("./types/reception.js").Refusal} told */
function refused(told) {
  if (told.what === "publish") media.refused();
  if (told.code === "engine-down") setTimeout(() => { if (held.phase === "inside") media.publish(); }, AGAIN);
  else if (!told.code.startsWith("stale-")) toast(told.detail || t()("refused", { n: told.code }));
}

/** @param {import("./wire/signal.js").Status} status */
function mind({ phase, code, problem }) {
  if (phase === "waiting" && held.phase === "inside") held.phase = "away";
  if (phase === "open") held.phase = "inside";
  if (phase === "waiting" && held.phase === "entering") toast(t()("reconnecting"));
  if (phase === "stopped") stopped(code, problem);
  draw();
}

/** @param {number} code @param {Problem | null} problem */
function stopped(code, problem) {
  const key = { 4401: isGuest ? "notYours" : "signedOut", 4403: "notYours", 4404: "noReception", 4409: "replaced", 4410: "ended" }[code] ?? "misuse";
  over(key, code === 4409 || code === 4400);
  if (problem && code === 4403) held.why = sentence(problem, t());
  if (code === 4410 && !isGuest) loadRecord().catch(() => null); // a guest's seat ended with it
}

// Deeds

/** @param {string} name @param {Record<string, unknown>} [body] */
async function deed(name, body = {}) {
  held.isBusy = true;
  draw();
  try {
    await attempt(name, body);
    held.sheet = null;
    return true;
  } catch (error) {
    toast(sentence(problemOf(error), t()));
    return false;
  } finally {
    held.isBusy = false;
    await loadRecord().catch(() => null);
  }
}

/** A record that somebody has just changed is read anew, once. @param {string} name @param {Record<string, unknown>} body */
async function attempt(name, body) {
  const path = `/api/receptions/${id}/${name}${as}`;
  try {
    held.reception = recordOf(await send("POST", path, { version: held.reception?.version, ...body }));
  } catch (error) {
    if (problemOf(error).status !== 409) throw error;
    await loadRecord();
    if (!offer(held.reception, name).allowed) throw error;
    held.reception = recordOf(await send("POST", path, { version: held.reception?.version, ...body }));
  }
}

/** End when it runs, then record what came of it. */
async function finish() {
  const outcome = bodyOf(held.draft);
  if (held.reception?.state !== "closing" && !(await deed("end"))) return;
  if (await deed("close", { outcome })) {
    await work.drafts?.drop(kept);
    held.draft = blank();
    draw();
  }
}

function submit() {
  const { sheet } = held;
  if (!sheet || held.isBusy) return undefined;
  const reason = sheet.reason.trim();
  if (sheet.kind === "begin") {
    const isNeeded = missing(held.hall, held.reception).length > 0;
    return isNeeded && [...reason].length < 2 ? undefined : deed("begin", isNeeded ? { reason } : {});
  }
  if (sheet.kind === "end") return deed("end");
  if (sheet.kind === "close") return finish();
  if (sheet.kind === "noshow") return sheet.side && [...reason].length >= 2 ? deed("no-show", { side: sheet.side, reason }) : undefined;
  if (sheet.kind === "leave") return leave();
  return on.close();
}

function leave() {
  work.signal?.send({ type: "leave" });
  work.signal?.stop();
  sessionStorage.removeItem(kept);
  over("left", true);
}

// The outcome in the making

/** @param {View["draft"]} draft */
function keep(draft) {
  held.draft = draft;
  work.drafts?.keep(kept, draft, []);
  draw();
}

/** @param {string} agency */
async function people(agency) {
  if (!agency || held.officers.has(agency)) return;
  const { items } = await get(`/api/agencies/${encodeURIComponent(agency)}/officers`).catch(() => ({ items: [] }));
  held.officers.set(agency, items);
  draw();
}

/** What only a host needs. */
async function furnish() {
  const { items } = await get("/api/agencies");
  held.agencies = items.filter((/** @type {any} */ one) => one.has_officer);
  work.drafts = new Drafts(/** @type {any} */ (held.me).account, draw);
  const found = await work.drafts.find(kept);
  if (found) held.draft = found.value;
  await Promise.all(held.draft.commitments.map(({ agency }) => people(agency)));
  draw();
}

// What the picture tells

/** @param {NonNullable<View["sheet"]>["kind"]} kind */
const show = (kind) => { held.sheet = { kind, reason: "", side: "" }; draw(); };
const isHost = () => held.hall.entered?.host ?? false;

/** @type {View["on"]} */
const on = {
  agree: (given) => { held.check.agreed = given; draw(); }, site: (site) => { held.check.site = site; draw(); },
  device: (kind, device) => { held.check[/** @type {"mic"} */ (kind)] = device; own.look(); }, again: () => own.look(), test: ring,
  enter: () => { if (held.check.agreed) enter(); },
  back: async () => { held.phase = "check"; await own.look(); enter(); },
  mic: () => own.mute(), camera: () => own.camera(), share: () => own.share(),
  hand: () => work.signal?.send({ type: "hand", raised: !mine(held.hall)?.hand }),
  consent: () => {
    held.check.agreed = mine(held.hall)?.consent === false;
    work.signal?.send({ type: "consent", given: held.check.agreed });
  },
  tab: (tab) => { held.tab = tab; if (tab === "chat") held.hall = read(held.hall); draw(); },
  words: (text) => { held.words = text; draw(); },
  say: () => {
    const said = held.words.trim();
    if (said && work.signal?.send({ type: "chat", words: said })) held.words = "";
    draw();
  },
  admit: (seat) => deed("admit", { seat }), hold: (seat) => deed("hold", { seat }), callNext: () => deed("call-next"),
  guest: async () => {
    try {
      const made = await send("POST", `/api/receptions/${id}/guests`, { site: "village" });
      held.guest = { ...made, url: new URL(made.url, location.href).href };
    } catch (error) { toast(sentence(problemOf(error), t())); }
    draw();
  },
  copy: () => navigator.clipboard?.writeText(held.guest?.url ?? "").then(() => toast(t()("copied")), () => null),
  begin: () => show("begin"), openWaiting: () => deed("open-waiting"), pause: () => deed("interrupt"), resume: () => deed("resume"),
  noShow: () => show("noshow"), leave: () => show("leave"), endNow: () => show("end"), help: () => show("help"),
  finish: () => { if (!incomplete(held.draft, dayKey(now()))) show("close"); },
  close: () => { held.sheet = null; draw(); }, submit,
  reason: (reason) => { if (held.sheet) held.sheet = { ...held.sheet, reason }; draw(); },
  side: (side) => { if (held.sheet) held.sheet = { ...held.sheet, side }; draw(); },
  addRow: () => keep(grown(held.draft)), dropRow: (key) => keep(shrunk(held.draft, key)),
  row: (key, change) => { keep(changed(held.draft, key, change)); people(change.agency ?? ""); },
  conclude: (conclusion) => keep({ ...held.draft, conclusion }),
  large: () => { held.isLarge = !held.isLarge; draw(); }, blocked: () => { if (!held.isBlocked) { held.isBlocked = true; draw(); } },
  sound: () => { held.isBlocked = false; for (const one of document.querySelectorAll("audio")) one.play(); draw(); },
  language: () => { turnLanguage(dress); draw(); }, theme: () => { turnTheme(dress, THEME); draw(); },
};

const inside = (/** @type {() => void} */ does) => () => { if (held.phase === "inside") does(); };
/** A key presses the button that is there and not at rest. @param {...string} names */
const press = (...names) => inside(() => /** @type {HTMLButtonElement | null} */ (
  names.map((name) => document.querySelector(`.bar [data-do=${name}]:not(:disabled)`)).find(Boolean) ?? null)?.click());
listen({
  m: inside(on.mic), v: inside(on.camera), s: press("share"), h: inside(on.hand), b: press("openWaiting", "begin"), p: press("pause", "resume"), e: press("finish", "endNow"),
  c: inside(() => { on.tab("chat"); requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById("chat")?.focus())); }),
  i: inside(() => on.tab("case")), w: inside(() => { if (isHost()) on.tab("waiting"); }), n: inside(() => { if (offer(held.reception, "call-next").allowed) on.callNext(); }),
  a: inside(() => { if (isHost() && !OVER.includes(held.reception?.state ?? "")) on.addRow(); }), f: inside(on.large),
  l: on.language, d: on.theme, "?": on.help, Enter: () => { if (held.phase === "check") on.enter(); },
}, submit);

// The beginning, and what goes on by itself

async function measure() {
  if (held.phase !== "inside" || !media.pub) return;
  const sample = sampleOf(await media.stats(), performance.now());
  const before = work.sample ?? sample;
  work.sample = sample;
  const wasOn = work.saving.isOn;
  if (held.own.camera) work.saving = saved(work.saving, sample);
  if (wasOn !== work.saving.isOn) await media.rest(work.saving.isOn);
  const quality = { ...stepsOf(before, sample, work.saving.isOn), audio_only: work.saving.isOn };
  work.told += 1;
  if (JSON.stringify(quality) === JSON.stringify(held.quality) && work.told % TELL_EVERY !== 1) return;
  held.quality = quality;
  work.signal?.send({ type: "quality", ...quality });
}

async function load() {
  if (!isGuest) held.me = await get("/api/session");
  await loadRecord();
  held.check.site = usualSite(/** @type {any} */ (held.reception), held.me?.place ?? (isGuest ? "village".padEnd(12) : ""));
  if (isGuest) return;
  const [file, places] = await Promise.all([get(`/api/cases/${held.reception?.case}`).catch(() => null), get("/api/places")]);
  [held.file, held.places] = [file, new Map(places.items.map((/** @type {any} */ place) => [place.code, place]))];
}

async function begin() {
  draw();
  try {
    await load();
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status === 401 && !isGuest) return location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
    held.why = problem.status === 404 ? t()("noReception") : t()("loadFailed", { why: sentence(problem, t()) });
    held.phase = "over";
    if (problem.isPassing) setTimeout(begin, 3_000);
    return draw();
  }
  if (OVER.includes(held.reception?.state ?? "")) return over("ended", false);
  held.phase = "check";
  await own.look();
  const seat = sessionStorage.getItem(kept);
  if (seat) {
    held.check.site = /** @type {View["check"]["site"]} */ (seat);
    enter(); // a reload goes back to the same seat at once
  }
  return undefined;
}

setInterval(draw, 1_000);
setInterval(measure, EVERY);
addEventListener("pagehide", () => work.signal?.stop());
await begin();
