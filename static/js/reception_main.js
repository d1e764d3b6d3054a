// The one wiring of a reception: record, devices, line, sheets, outcome -> one view -> the picture.
// Each noun has a file of its own beside; this one knows them all.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { draw as drawPage } from "./picture/reception.js";
import { OutcomeDraft } from "./reception_draft.js";
import { listen } from "./reception_keys.js";
import { Line } from "./reception_line.js";
import { Own } from "./reception_own.js";
import { ReceptionRecord, problemOf } from "./reception_record.js";
import { Sheets } from "./reception_sheets.js";
import { dayKey } from "./thought/format.js";
import { translator } from "./thought/i18n.js";
import { blank, changed, grown, incomplete, shrunk } from "./thought/outcome.js";
import { sentence } from "./thought/problems.js";
import { OVER, isHost, mine, offer, outside, read, usualSite } from "./thought/reception.js";
import { common } from "./thought/words.js";
import { roles } from "./thought/words_desk.js";
import { appointments, reception as words } from "./thought/words_reception.js";
import { problemWords } from "./thought/words_signin.js";
import { get, send } from "./wire/api.js";
import { ring } from "./wire/devices.js";
import { Media } from "./wire/rtc.js";

/** @typedef {import("./types/reception.js").ReceptionView} View */

const THEME = "theme-reception";
const TOAST = 6_000;
/** Why it is over, by state. @type {Record<string, string>} */
const ENDED = { no_show: "endedNoShow", cancelled: "endedCancelled" };
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
  attendance: /** @type {View["attendance"]} */ (null),
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
const work = { isDue: false, toast: 0 };
const t = () => translator(dress.language, problemWords, common, roles, appointments, words);
const now = () => Date.now() + held.hall.ahead;
/** @type {Media} */
const media = new Media({
  send: (message) => line.say(message),
  onTracks: (tracks) => { held.tracks = tracks; draw(); }, onLost: () => line.signal?.again(),
});
const own = new Own({
  check: held.check, own: held.own, draw, toast: (key) => toast(t()(key)),
  tell: (change) => line.say({ type: "mute", ...change }), show: (change) => media.show(change),
});
const record = new ReceptionRecord({ held, path: `/api/receptions/${id}`, as, draw, toast, t, over });
const draft = new OutcomeDraft({ held, name: kept, draw });
/** @type {Line} */
const line = new Line({ id, as, isGuest, kept, held, draw, toast, t, media, own, record, over, furnish: () => draft.furnish() });
const sheets = new Sheets({ held, draw, now, record, draft, leave, say: (message) => line.say(message) });

// Drawing

function draw() {
  if (work.isDue) return;
  work.isDue = true;
  requestAnimationFrame(async () => {
    await media.drawable; // the room is drawn once, with its pictures
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

/** @param {string} key of the words @param {boolean} [canReturn] */
function over(key, canReturn = false) {
  [held.phase, held.why, held.canReturn, held.sheet] = ["over", t()(key), canReturn, null];
  if (key !== "left" && key !== "replaced") sessionStorage.removeItem(kept);
  record.stop();
  own.drop();
  media.end();
  if (key === "ended") remains();
  draw();
}

/** What is left of it, for everybody who was there. */
async function remains() {
  await record.last().catch(() => null);
  held.why = t()(ENDED[held.reception?.state ?? ""] ?? "ended");
  draw();
}

function leave() {
  line.say({ type: "leave" });
  line.stop();
  sessionStorage.removeItem(kept);
  over("left", true);
}

async function makeLink() {
  try {
    const made = await send("POST", `/api/receptions/${id}/guests`, { site: "village" });
    held.guest = { ...made, url: new URL(made.url, location.href).href };
  } catch (error) { toast(sentence(problemOf(error), t())); }
  draw();
}

// What the picture tells

/** @type {View["on"]} */
const on = {
  agree: (given) => { held.check.agreed = given; draw(); }, site: (site) => { held.check.site = site; draw(); },
  device: (kind, device) => { held.check[/** @type {"mic"} */ (kind)] = device; own.look(); }, again: () => own.look(), test: ring,
  enter: () => { if (held.check.agreed) line.enter(); },
  back: async () => { held.phase = "check"; await own.look(); line.enter(); },
  mic: () => own.mute(), camera: () => own.camera(), share: () => own.share(),
  hand: () => line.say({ type: "hand", raised: !mine(held.hall)?.hand }),
  consent: () => {
    held.check.agreed = mine(held.hall)?.consent === false;
    line.say({ type: "consent", given: held.check.agreed });
  },
  tab: (tab) => { held.tab = tab; if (tab === "chat") held.hall = read(held.hall); draw(); },
  words: (text) => { held.words = text; draw(); },
  say: () => {
    const said = held.words.trim();
    if (said && line.say({ type: "chat", words: said })) held.words = "";
    draw();
  },
  admit: (seat) => record.deed("admit", { seat }), hold: (seat) => record.deed("hold", { seat }), callNext: () => record.deed("call-next"),
  guest: makeLink,
  copy: () => navigator.clipboard?.writeText(held.guest?.url ?? "").then(() => toast(t()("copied")), () => null),
  begin: () => sheets.show("begin"), openWaiting: () => record.deed("open-waiting"), pause: () => record.deed("interrupt"), resume: () => record.deed("resume"),
  noShow: () => sheets.show("noshow"), leave: () => sheets.show("leave"), endNow: () => sheets.show("end"), help: () => sheets.show("help"),
  companions: () => sheets.show("companions"), companion: (told) => line.say({ type: "companion", ...told }),
  move: () => sheets.show("move"), calloff: () => sheets.show("cancel"), ask: () => sheets.show("ask"), handover: () => sheets.show("handover"),
  finish: () => { if (!incomplete(held.draft, dayKey(now()))) sheets.show("close"); },
  close: () => sheets.close(), submit: () => sheets.submit(), change: (change) => sheets.change(change),
  addRow: () => draft.keep(grown(held.draft)), dropRow: (key) => draft.keep(shrunk(held.draft, key)),
  row: (key, change) => { draft.keep(changed(held.draft, key, change)); draft.people(change.agency ?? ""); },
  conclude: (conclusion) => draft.keep({ ...held.draft, conclusion }),
  large: () => { held.isLarge = !held.isLarge; draw(); }, seen: () => media.seen(), blocked: () => { if (!held.isBlocked) { held.isBlocked = true; draw(); } },
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
  i: inside(() => on.tab("case")), w: inside(() => { if (isHost(held.hall)) on.tab("waiting"); }), n: inside(() => { if (offer(held.reception, "call-next").allowed) on.callNext(); }),
  a: inside(() => { if (isHost(held.hall) && !OVER.includes(held.reception?.state ?? "")) on.addRow(); }), f: inside(on.large),
  l: on.language, d: on.theme, "?": on.help, Enter: () => { if (held.phase === "check") on.enter(); },
}, () => sheets.submit());

// The beginning

async function load() {
  if (!isGuest) held.me = await get("/api/session");
  await record.load();
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
  if (OVER.includes(held.reception?.state ?? "")) return over("ended");
  held.phase = "check";
  line.knock();
  await own.look();
  const seat = sessionStorage.getItem(kept);
  if (!seat) return undefined;
  held.check.site = /** @type {View["check"]["site"]} */ (seat);
  return line.enter(); // a reload goes back to the same seat at once
}

setInterval(draw, 1_000);
addEventListener("pagehide", () => line.stop());
await begin();
