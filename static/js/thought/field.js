// What a field worker reports with three taps: six tiles, each a kind and type with its usual
// level; and which cases wait for them. Pure.

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {{ tile: string, level: number, words: string, headcount: number | "", place: string,
 *   gps: { lon: number, lat: number, accuracy: number } | null }} Report */

/** Tile, kind, type, suggested level and drawing. */
export const TILES = [
  { tile: "gathering", kind: "incident", type: "gathering", level: 3, icon: "crowd", people: true },
  { tile: "dispute", kind: "dispute", type: "neighbour", level: 4, icon: "talk", people: false },
  { tile: "disaster", kind: "incident", type: "landslide", level: 3, icon: "slope", people: false },
  { tile: "traffic", kind: "incident", type: "traffic_accident", level: 4, icon: "car", people: false },
  { tile: "wages", kind: "incident", type: "wage_arrears", level: 4, icon: "pay", people: true },
  { tile: "other", kind: "petition", type: "other", level: 4, icon: "more", people: false },
];

/** @param {string} tile */
export const tileOf = (tile) => TILES.find((one) => one.tile === tile);

/** @param {string} place @returns {Report} */
export const blank = (place) => ({ tile: "", level: 4, words: "", headcount: "", place, gps: null });

/**
 * The body of POST /api/reports. Words are never empty: the tile's own name stands in.
 * @param {Report} report
 * @param {string} tileName
 */
export function bodyOf(report, tileName) {
  const tile = tileOf(report.tile);
  if (!tile) throw new Error(`no tile ${report.tile}`);
  const { gps, words, level, place } = report;
  const said = words.trim();
  return {
    kind: tile.kind, type: tile.type, words: [...said].length >= 2 ? said : `${tileName}${said}`,
    headcount: report.headcount === "" ? 0 : report.headcount, level, place, channel: "grid", reporter: null,
    ...(gps ? { lon: gps.lon, lat: gps.lat, datum: "WGS84" } : {}),
  };
}

/** The part this agency has in a case. @param {Card} card @param {string} agency */
export const ourPart = (card, agency) =>
  [card.lead, ...card.supports].find((part) => part?.agency === agency) ?? null;

/** Ours first to be signed, then by deadline as the server ordered them. @param {Card[]} cards @param {string} agency */
export function waiting(cards, agency) {
  const open = cards.filter((card) => ["assigned", "handling", "returned"].includes(card.state));
  const rank = (/** @type {Card} */ card) => (ourPart(card, agency)?.signed === null ? 0 : 1);
  return [...open].sort((a, b) => rank(a) - rank(b));
}
