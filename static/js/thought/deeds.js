// The forms of the deeds: which inputs, what is wrong with them, what is sent. Pure; the server
// judges again, this only saves a person the way there and back.

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */
/** @typedef {import("../types/file.js").Values} Values */
/**
 * @typedef {{ name: string, kind: "line" | "area" | "number" | "level" | "choice" | "agency"
 *   | "agencies" | "place" | "type" | "photos" | "task", least?: number, most?: number, label?: string,
 *   list?: "difficulties" | "satisfactions", above?: boolean }} Field
 */

const HANDOVER = /** @type {Field[]} */ ([
  { name: "lead", kind: "agency" },
  { name: "supports", kind: "agencies" },
  { name: "reason", kind: "line", most: 500, label: "reasonOverride" },
]);

/** @type {Record<string, Field[]>} */
export const FORMS = {
  accept: HANDOVER,
  assign: HANDOVER,
  "sign-for": [],
  return: [{ name: "reason", kind: "area", least: 2, most: 500, label: "reasonReturn" }],
  facts: [
    { name: "headcount", kind: "number" },
    { name: "level", kind: "level", label: "levelMilder" },
    { name: "difficulty", kind: "choice", list: "difficulties" },
    { name: "type", kind: "type" },
    { name: "place", kind: "place" },
    { name: "spot", kind: "line", most: 60 },
    { name: "title", kind: "line", least: 2, most: 60 },
    { name: "why", kind: "line", most: 120, label: "reasonMilder" },
  ],
  progress: [
    { name: "words", kind: "area", most: 2000, label: "progressWords" },
    { name: "photos", kind: "photos" },
  ],
  escalate: [
    { name: "level", kind: "level", label: "levelGraver", above: true },
    { name: "why", kind: "line", least: 2, most: 120, label: "reasonEscalate" },
  ],
  acknowledge: [],
  resolve: [
    { name: "words", kind: "area", least: 2, most: 2000, label: "resultWords" },
    { name: "photos", kind: "photos" },
  ],
  visit: [
    { name: "satisfaction", kind: "choice", list: "satisfactions" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "visitWords" },
  ],
  close: [],
  answer: [
    { name: "task", kind: "task", label: "tasks" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "answerWords" },
  ],
};

const FACTS = ["headcount", "level", "difficulty", "type", "place", "spot", "title"];

/** What a form holds before anybody types. @param {string} deed @param {Card} card @returns {Values} */
export function startOf(deed, card) {
  if (deed === "facts") return { ...Object.fromEntries(FACTS.map((name) => [name, card[/** @type {keyof Card} */ (name)]])), why: "" };
  if (deed === "escalate") return { level: Math.max(1, card.level - 1), why: "" };
  if (deed === "accept" || deed === "assign") {
    return {
      lead: deed === "assign" ? card.lead?.agency ?? "" : "",
      supports: deed === "assign" ? card.supports.map((part) => part.agency) : [],
      reason: "",
    };
  }
  return Object.fromEntries((FORMS[deed] ?? []).map(({ name }) => [name, ""]));
}

/**
 * What is wrong, by input: a key of a word. Empty when it can be sent.
 * @param {string} deed
 * @param {Values} values
 * @param {Card} card
 * @param {number} photos how many are chosen
 * @returns {Record<string, string>}
 */
export function wrong(deed, values, card, photos) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const { name, least = 0 } of FORMS[deed] ?? []) {
    if (least && [...String(values[name] ?? "").trim()].length < least) found[name] = "needWords";
  }
  if (deed === "visit" && !values.satisfaction) found.satisfaction = "needChoice";
  if (deed === "answer" && !values.task) found.task = "needChoice";
  if (deed === "progress" && !values.words?.trim() && !photos) found.words = "needProgress";
  if (deed === "escalate" && !(values.level < card.level)) found.level = "needGraver";
  if (deed === "facts") {
    if (values.level < card.level) found.level = "useEscalate";
    if (values.level > card.level && !values.why?.trim()) found.why = "needWhy";
    if (!Object.keys(found).length && !Object.keys(changed(values, card)).length) found.headcount = "nothingChanged";
  }
  return found;
}

/** What is sent beside photos. @param {string} deed @param {Values} values @param {Card} card @param {number} version */
export function bodyOf(deed, values, card, version) {
  if (deed === "facts") return { version, ...changed(values, card), why: values.why?.trim() ?? "" };
  if (deed === "accept" || deed === "assign") {
    if (!values.lead) return { version };
    return { version, lead: values.lead, supports: values.supports, reason: values.reason.trim() };
  }
  const told = Object.fromEntries((FORMS[deed] ?? []).filter(({ kind }) => kind !== "photos")
    .map(({ name }) => [name, typeof values[name] === "string" ? values[name].trim() : values[name]]));
  return { version, ...told };
}

/** Facts that differ from the case's. @param {Values} values @param {Card} card @returns {Values} */
function changed(values, card) {
  const kept = FACTS.filter((name) => values[name] !== "" || name === "spot");
  return Object.fromEntries(kept
    .filter((name) => values[name] !== undefined && values[name] !== card[/** @type {keyof Card} */ (name)])
    .map((name) => [name, values[name]]));
}

/**
 * What somebody else has changed meanwhile, for the person whose deed came too late.
 * @param {Card} before
 * @param {Card} after
 * @returns {{ name: string, before: any, after: any }[]}
 */
export function differences(before, after) {
  const told = (/** @type {Card} */ card) => ({
    state: card.state, level: card.level, headcount: card.headcount, title: card.title,
    type: card.type, difficulty: card.difficulty, place: card.place, spot: card.spot,
    lead: card.lead ? `${card.lead.name} ${card.lead.officer}` : "",
    supports: card.supports.map((part) => part.name).join("、"),
    signed: [card.lead, ...card.supports].filter((part) => part?.signed).map((part) => part?.name).join("、"),
    due: card.due ?? "", acknowledged: card.acknowledged ?? "", changed: card.changed,
  });
  const [old, now] = [told(before), told(after)];
  return /** @type {(keyof typeof old)[]} */ (Object.keys(old))
    .filter((name) => old[name] !== now[name])
    .map((name) => ({ name, before: old[name], after: now[name] }));
}
