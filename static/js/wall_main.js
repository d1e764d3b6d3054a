// The wall's one wiring: feed -> state -> view -> wall. Everything that knows both the wire and
// the picture is here, and nothing else is.

import { Voice } from "./picture/sound.js";
import { Wall } from "./picture/wall.js";
import { languageOf, translator } from "./thought/i18n.js";
import { nextScene, noScene, HOLD } from "./thought/scene.js";
import { graveNow, isCalling, risen } from "./thought/select.js";
import { apply, empty } from "./thought/state.js";
import { hash } from "./thought/hash.js";
import { common, wall as wallWords } from "./thought/words.js";
import { receptions as receptionWords } from "./thought/words_reception.js";
import { ask } from "./wire/ask.js";
import { Feed } from "./wire/feed.js";

/** @typedef {import("./picture/wall.js").View} View */
/** @typedef {import("./types/card.js").Place} Place */
/** @typedef {import("./types/card.js").Card} Card */

const TICK = 500;
const COUNT_EVERY = 900; // ms
const LAG_SHOWN = 5_000; // ms that a slow network stays said
/** @type {Card[]} */
const NONE = [];
const PATIENCE = 300; // ms until what is here is drawn, whole or not
const STANDS = 500; // ms from the first whole picture until the rest may follow
const SLICES = "/static/vendor/noto-sans-sc-5.3.1/noto-sans-sc.css";
const RETRIES = [2, 5, 10, 20]; // seconds
const address = new URLSearchParams(location.search);

/** @type {{ language: "zh" | "en", theme: "day" | "night" }} */
const settings = {
  language: languageOf(location.search, localStorage.getItem("language")),
  theme: (address.get("theme") ?? localStorage.getItem("theme")) === "day" ? "day" : "night",
};
const voice = new Voice(localStorage.getItem("muted") === "yes");
const held = {
  /** @type {View["me"]} */ me: null,
  /** @type {View["problem"]} */ problem: null,
  /** @type {Map<string, Place>} */ places: new Map(),
  state: empty(),
  ahead: 0, // ms from this machine's clock to the server's
  age: 0,
  isStale: false,
  laggedAt: -Infinity,
  scene: noScene(),
  /** @type {Card[]} */ cards: [],
  /** @type {{ cards: Card[] | null, language: string }} */ mapped: { cards: null, language: "" },
  countedAt: -Infinity,
  isWhole: false, // what the first picture does not need is asked for
  isDue: false,
};
const begunAt = performance.now();
const wall = new Wall(document, /** @type {L.Map} */ (window.map_wall));

/** @param {string} code */
const shortName = (code) => held.places.get(code)?.short ?? code;

/** `冰溪街道 · 万柳洲社区 · 南门` @param {Card} card */
function placeName(card) {
  const codes = [card.place.slice(0, 9), card.place.slice(0, 12)].filter((code, index) =>
    card.place.length >= 9 + 3 * index);
  const names = codes.length ? codes.map(shortName) : [shortName(card.place)];
  return [...new Set(names), ...(card.spot ? [card.spot] : [])].join(" · ");
}

/** @returns {View} */
function view() {
  const { me, problem, state, age, isStale } = held;
  const cards = isFilled() ? held.cards : NONE;
  const t = translator(settings.language, common, receptionWords, wallWords);
  const now = Date.now() + held.ahead;
  held.scene = nextScene(held.scene, cards, now);
  return {
    t, now, me, problem, cards, age, placeName, shortName,
    days: state.days,
    receptions: [...state.receptions.values()],
    hours: state.hours,
    isFilled: isFilled(),
    link: {
      asOf: state.asOf ?? state.now,
      seq: state.cursor.seq,
      isLagging: now - held.laggedAt < LAG_SHOWN,
    },
    isStale: isStale || problem !== null,
    scene: sceneView(now),
    scopePlace: scopePlace(),
    scopeTitle: scopeTitle(),
    controls: { ...settings, sound: voice.state(), on: switches },
  };
}

/** Cases are shown when they and the names of their places are here. */
const isFilled = () => held.state.cursor.ready && held.places.size > 0;

/** The place the wall is about: the one asked for, else the session's, else the county. */
const scopePlace = () => address.get("scope") ?? held.me?.place ?? held.me?.county ?? "";

/** A township's wall names it; an agency's names the agency; a county's needs no more. */
function scopeTitle() {
  if (scopePlace().length > 6) return shortName(scopePlace());
  return held.me && !held.me.place ? held.me.agency?.name ?? "" : "";
}

/** @param {number} now */
function sceneView(now) {
  const { holding } = held.scene;
  const card = held.cards.find(({ case: id }) => id === holding?.id);
  return holding && card ? { card, left: Math.max(0, holding.since + HOLD - now) } : null;
}

const switches = {
  sound() {
    voice.turn();
    localStorage.setItem("muted", voice.isMuted ? "yes" : "no");
    draw();
  },
  theme() {
    settings.theme = settings.theme === "day" ? "night" : "day";
    localStorage.setItem("theme", settings.theme);
    dress();
    draw();
  },
  language() {
    settings.language = settings.language === "zh" ? "en" : "zh";
    localStorage.setItem("language", settings.language);
    dress();
    draw();
  },
};

function dress() {
  document.documentElement.classList.toggle("day", settings.theme === "day");
  document.documentElement.lang = settings.language === "zh" ? "zh-CN" : "en";
}

/** Draw in the next frame, once for all that arrived before it; the first time, all of it. */
function draw() {
  if (held.isDue || isTooEarly()) return;
  held.isDue = true;
  requestAnimationFrame(() => {
    held.isDue = false;
    const shown = view();
    if (held.places.size) drawMap(shown);
    wall.draw(shown);
    speak(shown);
    count();
    if (shown.isFilled && !held.isWhole) complete();
  });
}

/** Nothing is drawn twice in the first moment: that costs a slow machine what it waits for. */
const isTooEarly = () =>
  !isFilled() && held.problem === null && performance.now() - begunAt < PATIENCE;

/** What only the first picture can do without; the sound takes its time to open. */
function complete() {
  held.isWhole = true;
  setTimeout(() => {
    askForSlices();
    remember();
    if (!voice.isMuted) voice.open();
  }, STANDS);
}

/** Signs that the wall's own font lacks come from the slices. */
function askForSlices() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = SLICES;
  document.head.append(link);
}

/** How many cards found no room; measured rarely, since measuring lays the page out. */
function count() {
  const now = performance.now();
  if (now - held.countedAt < COUNT_EVERY) return;
  held.countedAt = now;
  setTimeout(() => wall.countHidden());
}

/** The map changes with the cases and the language, not with the clock. @param {View} shown */
function drawMap(shown) {
  if (held.mapped.cards === held.cards && held.mapped.language === settings.language) return;
  held.mapped = { cards: held.cards, language: settings.language };
  wall.drawCases(shown);
}

/** A silent wall when its data is old: it must not call for what may be answered. @param {View} shown */
function speak(shown) {
  const calling = graveNow(shown.cards) ?? risen(shown.cards, shown.now).find(isCalling) ?? null;
  voice.say(shown.isStale ? null : calling, shown.now);
}

/** @param {import("./types/frame.js").Frame} frame */
function hear(frame) {
  const before = held.state;
  held.state = apply(before, frame);
  if (held.state.cards !== before.cards) held.cards = [...held.state.cards.values()];
  if ("now" in frame) held.ahead = Date.parse(frame.now) - Date.now();
  if (frame.type === "lag") held.laggedAt = Date.now() + held.ahead;
  draw();
}

/** @param {number} seconds @param {boolean} isStale */
function grow(seconds, isStale) {
  const turned = isStale !== held.isStale;
  held.age = seconds * 1000;
  held.isStale = isStale;
  if (turned) draw();
}

/** @param {import("./wire/feed.js").Status} status */
function mind({ phase, code }) {
  if (phase === "stopped") held.problem = { kind: endOf(code) };
  draw();
}

/** @param {number} code of the close frame @returns {import("./picture/wall.js").Problem["kind"]} */
function endOf(code) {
  if (code === 4001) return wasKiosk() ? "revoked" : "notSignedIn";
  if (code === 4003) return wasKiosk() ? "revoked" : "notPermitted";
  return "oldPage";
}

/** Told once by the session, so that a revoked link can still be named after a reload. */
const wasKiosk = () => localStorage.getItem("kiosk") === "yes";

/** @param {{ status?: number }} error @param {number} retryIn seconds @returns {View["problem"]} */
function problemOf({ status }, retryIn) {
  if (status === 401) return { kind: wasKiosk() ? "revoked" : "notSignedIn" };
  return status === 403 ? { kind: "notPermitted" } : { kind: "broken", retryIn };
}

/** Ask for what does not change while the wall runs; try again until it is there. */
async function load(attempt = 0) {
  try {
    const [me, places, layers] = await Promise.all(
      [ask("/api/session"), ask("/api/places"), ask("/map/layers")]);
    localStorage.setItem("kiosk", me.role === "kiosk" ? "yes" : "no");
    held.me = me;
    held.places = new Map(places.items.map((/** @type {Place} */ place) => [place.code, place]));
    if (held.problem?.kind === "broken") held.problem = null;
    wall.map.lay(layers, scopePlace());
  } catch (error) {
    const retryIn = RETRIES[Math.min(attempt, RETRIES.length - 1)];
    held.problem = problemOf(/** @type {{ status?: number }} */ (error), retryIn);
    if (held.problem?.kind === "broken") setTimeout(() => load(attempt + 1), retryIn * 1000);
  }
  draw();
}

/** What the villages ever had counts the whole history, so the picture does not wait for it. */
async function remember() {
  try {
    wall.map.remember((await ask("/map/counts")).items);
  } catch {
    setTimeout(remember, RETRIES[0] * 1000);
  }
}

function listen() {
  const scope = address.get("scope") ?? undefined;
  const told = () => hash(held.state);
  new Feed({ screen: "wall", scope, onFrame: hear, onAge: grow, onStatus: mind, hash: told });
}

dress();
load(); // asked for before anything is drawn
listen();
document.addEventListener("pointerdown", () => { if (!voice.isMuted) voice.open(); });
setInterval(draw, TICK);
setTimeout(draw, PATIENCE);
