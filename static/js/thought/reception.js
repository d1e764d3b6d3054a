// A reception's room as one participant knows it: who is where, who waits, who speaks, what may be
// done. Pure: apply(hall, message) gives a new hall. Refuses to know sockets and media.

/** @typedef {import("../types/reception.js").Hall} Hall */
/** @typedef {import("../types/reception.js").Level} Level */
/** @typedef {import("../types/reception.js").Person} Person */
/** @typedef {import("../types/reception.js").Reception} Reception */
/** @typedef {import("../types/reception.js").Told} Told */

/** @type {Level[]} */
export const LEVELS = ["county", "township", "village"];
const MOST_CHAT = 200;
const WAITING = ["booked", "waiting"];
export const IN_SESSION = ["in_session", "interrupted"];
export const OVER = ["closed", "no_show", "cancelled"];

/** Nobody has entered yet. @returns {Hall} */
export function outside() {
  return { entered: null, room: null, chat: [], unread: 0, refused: null, ended: "", ahead: 0 };
}

/**
 * The hall after a message; `isReading` when the chat is open before the reader. An older room
 * than the one we hold is dropped; a new entry begins with no room.
 * @param {Hall} hall @param {Told} told @param {{ at: number, isReading?: boolean }} how
 * @returns {Hall}
 */
export function apply(hall, told, { at, isReading = false }) {
  switch (told.type) {
    case "entered":
      return { ...hall, entered: told, room: null, ended: "", refused: null };
    case "room":
      if (hall.room && told.version < hall.room.version) return hall;
      return { ...hall, room: told, ahead: Date.parse(told.now) - at };
    case "chat":
      return said(hall, told, isReading);
    case "refused":
      return { ...hall, refused: told };
    case "replaced":
      return { ...hall, ended: "replaced" };
    case "closed":
      return { ...hall, ended: told.why || "closed" };
    default:
      return hall;
  }
}

/** @param {Hall} hall @param {import("../types/reception.js").ChatLine} line @param {boolean} isReading */
function said(hall, line, isReading) {
  if (hall.chat.some(({ id, at }) => id === line.id && at === line.at)) return hall;
  const isOwn = line.seat === hall.entered?.seat;
  const unread = isReading || isOwn ? hall.unread : hall.unread + 1;
  return { ...hall, chat: [...hall.chat, line].slice(-MOST_CHAT), unread };
}

/** The chat has been read. @param {Hall} hall @returns {Hall} */
export const read = (hall) => (hall.unread ? { ...hall, unread: 0 } : hall);

/** This participant among the people. @param {Hall} hall @returns {Person | null} */
export function mine({ room, entered }) {
  return room?.people.find(({ seat }) => seat === entered?.seat) ?? null;
}

/** Inside the building, not yet in the room. @param {Hall} hall */
export function isGated(hall) {
  const me = mine(hall);
  return me !== null && !me.admitted;
}

/** Whether the chair is ours: the room says so, before it the entry. @param {Hall} hall */
export const isHost = (hall) => mine(hall)?.host ?? hall.entered?.host ?? false;

/** Place in the queue and minutes to go. @param {Hall} hall */
export function turnOf({ room, entered }) {
  return room?.waiting.find(({ seat }) => seat === entered?.seat) ?? null;
}

/** The one whose screen is shown: the first of those who share. @param {Hall} hall */
export function sharer({ room }) {
  return room?.people.find(({ screen, admitted }) => screen && admitted) ?? null;
}

/**
 * The sites in their order, each with its people, whether somebody is there, who speaks, whose
 * hand is up, consent, and the poorest line.
 * @param {Hall} hall
 * @param {Reception | null} reception names of sites that the room has not told yet
 */
export function sitesOf({ room }, reception) {
  const told = room?.sites ?? reception?.sites ?? [];
  return [...told].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
    .map((site) => siteOf(site, (room?.people ?? []).filter((one) => one.site === site.level), room?.state === "in_session", room !== null));
}

/** A line is as good as its poorer way. @param {{ up: number, down: number }} quality */
export const stepOf = ({ up, down }) => Math.min(up, down);

/** @param {{ level: Level, place: string, name: string, present: boolean, consent: boolean | null }} site @param {Person[]} people @param {boolean} isHeard nobody speaks to a room that does not sit @param {boolean} isTold before the room has told its people, the record knows who is there */
function siteOf(site, people, isHeard, isTold) {
  const here = people.filter(({ admitted, connected }) => admitted && connected);
  const isHere = isTold ? here.length > 0 : site.present;
  const steps = here.flatMap(({ quality }) => (quality ? [stepOf(quality)] : []));
  return {
    ...site,
    people: people.filter(({ admitted }) => admitted),
    isHere,
    isComing: people.some(({ connected }) => connected),
    speaking: isHeard && here.some(({ speaking, mic }) => speaking && mic),
    hand: here.find(({ hand }) => hand) ?? null,
    isAgreed: here.length > 0 && here.every(({ consent, companions }) => consent === true && companions.every(({ given }) => given)),
    refuses: here.some(({ consent, companions }) => consent === false || companions.some(({ given }) => !given)),
    quality: steps.length ? Math.min(...steps) : 0,
    isAudioOnly: here.some(({ quality }) => quality?.audio_only === true),
  };
}

/** Levels nobody is at. @param {Hall} hall @param {Reception | null} reception @returns {Level[]} */
export function missing(hall, reception) {
  const here = sitesOf(hall, reception).filter(({ isHere }) => isHere).map(({ level }) => level);
  return LEVELS.filter((level) => !here.includes(level));
}

/** What may be done with the reception, by name; a deed nobody told of is not allowed.
 * @param {Reception | null} reception @param {string} name */
export function offer(reception, name) {
  return reception?.deeds.find(({ deed }) => deed === name) ?? { deed: name, allowed: false, reason: "" };
}

/** Milliseconds the session has run: null before it, and it stops with its end. @param {Hall} hall @param {Reception | null} reception @param {number} now */
export function elapsed({ room }, reception, now) {
  const state = room?.state ?? reception?.state ?? "";
  const began = reception?.began_at ?? (IN_SESSION.includes(state) ? room?.since : null);
  const until = reception?.ended_at ? Date.parse(reception.ended_at) : now;
  return began && !WAITING.includes(state) ? Math.max(0, until - Date.parse(began)) : null;
}

/** The level somebody sits at by the length of their place's code. @param {string} place @returns {Level} */
export function levelOf(place) {
  if (place.length >= 12) return "village";
  return place.length >= 9 ? "township" : "county";
}

/** The site to offer first: the one that is ours, else by our place, else the first.
 * @param {Reception} reception @param {string} place @returns {Level} */
export function usualSite(reception, place) {
  const own = reception.sites.find((site) => site.mine);
  const near = reception.sites.find(({ level }) => level === levelOf(place));
  return (own ?? near ?? reception.sites[0])?.level ?? "county";
}

/** How pictures share a tile: columns for so many. @param {number} count */
export const columnsFor = (count) => (count <= 1 ? 1 : count <= 4 ? 2 : 3);
