// Instants, spans and numbers as people in Yushan read them: China time (UTC+8 all year).
// Pure: the present instant is handed in. Refuses to know a screen.

/** @typedef {import("./i18n.js").Translate} Translate */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CHINA = 8 * HOUR;

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/** A Date whose UTC fields read as China's. @param {number} at */
const inChina = (at) => new Date(at + CHINA);

const MOST_KNOWN = 20_000; // instants: a wall may run for weeks
/** @type {Map<string, number>} */
const known = new Map();

/**
 * Milliseconds of an instant on the wire (`2026-11-24T06:00:00Z`). The same few are asked for in
 * every frame, so they are read once.
 * @param {string} iso
 */
export function instant(iso) {
  const found = known.get(iso);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const read = Date.parse(iso);
  known.set(iso, read);
  return read;
}

/** `08:17` @param {number} at */
export function shortTime(at) {
  const china = inChina(at);
  return `${two(china.getUTCHours())}:${two(china.getUTCMinutes())}`;
}

/** `08:17:05` @param {number} at */
export const longTime = (at) => `${shortTime(at)}:${two(inChina(at).getUTCSeconds())}`;

/** `11-24 08:17`, or `08:17` on the same China day as `now`. @param {number} at @param {number} now */
export function dayAndTime(at, now) {
  const day = dayKey(at);
  return day === dayKey(now) ? shortTime(at) : `${day.slice(5)} ${shortTime(at)}`;
}

/** The China day of an instant: `2026-11-24`. @param {number} at */
export const dayKey = (at) => inChina(at).toISOString().slice(0, 10);

/** The hour an instant lies in, as the wire names it. @param {number} at */
export const hourKey = (at) => `${new Date(at).toISOString().slice(0, 13)}:00:00Z`;

/** The China hour of an instant, `08`. @param {number} at */
export const hourOfDay = (at) => two(inChina(at).getUTCHours());

/** `2026年11月24日 星期二` @param {number} at @param {Translate} t */
export function dateLine(at, t) {
  const china = inChina(at);
  const names = t("weekdays");
  const weekdays = names.includes(" ") ? names.split(" ") : [...names];
  return t("date", {
    y: china.getUTCFullYear(),
    m: china.getUTCMonth() + 1,
    d: china.getUTCDate(),
    w: weekdays[china.getUTCDay()],
  });
}

/**
 * A span as a clock that runs: `3′12″`, then `2 时 5 分`, then `4 天 3 时`. Never negative.
 * @param {number} span
 * @param {Translate} t
 */
export function duration(span, t) {
  const left = Math.max(0, Math.floor(span / 1000) * 1000);
  if (left >= DAY) return t("days", { d: Math.floor(left / DAY), h: Math.floor((left % DAY) / HOUR) });
  if (left >= HOUR) {
    return t("hours", { h: Math.floor(left / HOUR), m: Math.floor((left % HOUR) / MINUTE) });
  }
  return `${Math.floor(left / MINUTE)}′${two(Math.floor((left % MINUTE) / 1000))}″`;
}

/** `48 213`: groups of three, a narrow space between. @param {number} number */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** How old the data is, in seconds: one decimal below ten. @param {number} span */
export function age(span) {
  const seconds = Math.max(0, span) / 1000;
  return seconds < 10 ? seconds.toFixed(1) : String(Math.floor(seconds));
}

/** A whole per cent, null when nothing was counted. @param {number} part @param {number} whole */
export const percent = (part, whole) => (whole > 0 ? Math.round((100 * part) / whole) : null);
