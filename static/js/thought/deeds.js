// The forms of the deeds: which inputs, what is wrong with them, what is sent. Pure; the server
// judges again, this only saves a person the way there and back.

import { LAW, dutiesOf } from "./forms_law.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */
/** @typedef {import("../types/file.js").Values} Values */
/**
 * @typedef {{ name: string, kind: "line" | "area" | "number" | "level" | "choice" | "agency"
 *   | "agencies" | "place" | "type" | "photos" | "task" | "day" | "clock" | "moment" | "supervision" | "notice" | "duty" | "rise" | "marks", least?: number, most?: number, label?: string,
 *   list?: "difficulties" | "satisfactions" | "grounds" | "wishes" | "pauses" | "decisions"
 *   | "ratings" | "methods" | "reached" | "known" | "steps" | "declines" | "ways_by_hand"
 *   | "bodies" | "comes_back" | "forms" | "confirmations" | "verdicts_said", above?: boolean, optional?: boolean,
 *   wish?: string[], met?: boolean, must?: boolean }} Field `wish` shows it for these wishes only, `met` when somebody was reached
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
  return: [
    { name: "ground", kind: "choice", list: "grounds" },
    { name: "reason", kind: "area", least: 2, most: 500, label: "reasonReturn" },
  ],
  "return-part": [
    { name: "ground", kind: "choice", list: "grounds" },
    { name: "reason", kind: "area", least: 2, most: 500, label: "reasonReturn" },
  ],
  rule: [
    { name: "lead", kind: "agency" },
    { name: "supports", kind: "agencies" },
    { name: "reason", kind: "line", least: 2, most: 500, label: "reasonRule" },
  ],
  "refer-up": [{ name: "reason", kind: "area", least: 2, most: 500, label: "reasonUp" }],
  "hand-down": [
    { name: "lead", kind: "agency", label: "handTo" },
    { name: "reason", kind: "area", least: 2, most: 500, label: "reasonDown" },
  ],
  copy: [
    { name: "supports", kind: "agencies", label: "copyTo" },
    { name: "reason", kind: "line", least: 2, most: 500, label: "reasonCopy" },
  ],
  ask: [
    { name: "lead", kind: "agency", label: "askWhom" },
    { name: "words", kind: "area", least: 2, most: 500, label: "askWords" },
    { name: "due", kind: "day", label: "askDue" },
  ],
  facts: [
    { name: "headcount", kind: "number" },
    { name: "level", kind: "level", label: "levelMilder" },
    { name: "difficulty", kind: "choice", list: "difficulties" },
    { name: "type", kind: "type" },
    { name: "place", kind: "place" },
    { name: "spot", kind: "line", most: 60 },
    { name: "title", kind: "line", least: 2, most: 60 },
    { name: "dead", kind: "number" },
    { name: "serious", kind: "number" },
    { name: "yuan", kind: "number" },
    { name: "marks", kind: "marks" },
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
  own: [{ name: "plan", kind: "area", least: 2, most: 2000, label: "ownPlan" }],
  disown: [{ name: "words", kind: "area", least: 2, most: 2000, label: "disownWhy" }],
  inform: [{ name: "words", kind: "area", least: 2, most: 2000, label: "informWords" }],
  resolve: [
    { name: "words", kind: "area", least: 2, most: 2000, label: "resultWords" },
    { name: "photos", kind: "photos" },
  ],
  visit: [
    { name: "method", kind: "choice", list: "methods", label: "visitMethod" },
    { name: "tried", kind: "moment", label: "visitTried" },
    { name: "reached", kind: "choice", list: "reached", label: "visitReached" },
    { name: "satisfaction", kind: "choice", list: "ratings", met: true },
    { name: "result_known", kind: "choice", list: "known", label: "visitKnown", met: true },
    { name: "words", kind: "area", most: 2000, label: "visitWords" },
    { name: "request", kind: "line", most: 500, label: "visitRequest", met: true },
  ],
  close: [],
  ...LAW,
  "ask-time": [
    { name: "wish", kind: "choice", list: "wishes", label: "wish" },
    { name: "deadline", kind: "clock", label: "deadlineAsked", wish: ["extension"] },
    { name: "reason", kind: "choice", list: "pauses", label: "waitsForWhat", wish: ["pause"] },
    { name: "days", kind: "number", label: "daysAsked", wish: ["pause", "extension"] },
    { name: "difficulty", kind: "choice", list: "difficulties", wish: ["difficulty"] },
    { name: "words", kind: "area", least: 2, most: 500, label: "reasonTime" },
  ],
  "decide-time": [
    { name: "decision", kind: "choice", list: "decisions", label: "decision" },
    { name: "words", kind: "area", least: 2, most: 500, label: "decisionWords" },
  ],
  "resume-clock": [],
  supervise: [
    { name: "step", kind: "choice", list: "steps", label: "stepFurther" },
    { name: "lead", kind: "agency", label: "superviseWhom" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "superviseWords" },
    { name: "due", kind: "day", label: "replyDue" },
  ],
  instruct: [
    { name: "lead", kind: "agency", label: "superviseWhom" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "instructWords" },
    { name: "due", kind: "day", label: "replyDue" },
  ],
  reply: [
    { name: "number", kind: "supervision", label: "supervisions" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "replyWords" },
  ],
  lift: [
    { name: "number", kind: "supervision", label: "supervisions" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "liftWords" },
  ],
  "refuse-rise": [
    { name: "finding", kind: "rise", label: "whichRise" },
    { name: "why", kind: "line", least: 2, most: 120, label: "reasonRefuseRise" },
  ],
  answer: [
    { name: "task", kind: "task", label: "tasks" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "answerWords" },
  ],
};

/** The inputs that a form shows now. @param {string} deed @param {Values} values @param {Card} card */
export const shownFields = (deed, values, card) => (FORMS[deed] ?? []).filter(({ name, wish, met }) =>
  (!wish || wish.includes(values.wish)) && (!met || values.reached === "yes") && (deed !== "facts" || name !== "difficulty" || card.state === "registered"));

const FACTS = ["headcount", "level", "difficulty", "type", "place", "spot", "title", "dead", "serious", "yuan", "marks"];

/** What a form holds before anybody types. @param {string} deed @param {Card} card @returns {Values} */
export function startOf(deed, card) {
  if (deed === "facts") return { ...Object.fromEntries(FACTS.map((name) => [name, card[/** @type {keyof Card} */ (name)]])), why: "" };
  if (deed === "visit") return { method: "phone", tried: "", reached: "yes", satisfaction: "", result_known: "", words: "", request: "" };
  if (deed === "escalate") return { level: Math.max(1, card.level - 1), why: "" };
  if (deed === "accept" || deed === "assign") {
    return {
      lead: deed === "assign" ? card.lead?.agency ?? "" : "",
      supports: deed === "assign" ? card.supports.map((part) => part.agency) : [],
      reason: "",
    };
  }
  return Object.fromEntries((FORMS[deed] ?? []).map(({ name }) => [name, name === "supports" ? [] : ""]));
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
  for (const { name, kind, least = 0, must } of shownFields(deed, values, card)) {
    if (must && !values[name]) found[name] = kind === "moment" ? "needMoment" : kind === "day" ? "needDay" : "needChoice";
    if (least && [...String(values[name] ?? "").trim()].length < least) found[name] = "needWords";
  }
  if (["return", "return-part"].includes(deed) && !values.ground) found.ground = "needChoice";
  if (["hand-down", "ask"].includes(deed) && !values.lead) found.lead = "needAgency";
  if (deed === "agree" && values.duties && dutiesOf(values.duties).includes(null)) found.duties = "needDuties";
  if (deed === "copy" && !values.supports.length) found.supports = "needAgency";
  if (deed === "visit") Object.assign(found, wrongVisit(values));
  if (deed === "decide-time" && !values.decision) found.decision = "needChoice";
  if (deed === "ask-time") Object.assign(found, wrongAsking(values));
  if (deed === "answer" && !values.task) found.task = "needChoice";
  if (deed === "supervise" && !values.step) found.step = "needChoice";
  if (["supervise", "instruct"].includes(deed) && !values.due) found.due = "needDay";
  if (deed === "refuse-rise" && !values.finding) found.finding = "needChoice";
  if (["reply", "lift"].includes(deed) && !values.number) found.number = "needChoice";
  if (deed === "progress" && !values.words?.trim() && !photos) found.words = "needProgress";
  if (deed === "escalate" && !(values.level < card.level)) found.level = "needGraver";
  if (deed === "facts") {
    if (values.level < card.level) found.level = "useEscalate";
    if (values.level > card.level && !values.why?.trim()) found.why = "needWhy";
    if (!Object.keys(found).length && !Object.keys(changed(values, card)).length) found.headcount = "nothingChanged";
  }
  return found;
}

/** @param {Values} values @returns {Record<string, string>} */
function wrongVisit({ reached, satisfaction, words }) {
  if (!reached) return { reached: "needChoice" };
  if (reached === "no") return {};
  return { ...(satisfaction ? {} : { satisfaction: "needChoice" }),
    ...([...(words ?? "").trim()].length < 2 ? { words: "needWords" } : {}) };
}

/** A try as it is sent: China's time, and nothing of a citizen who was not reached. @param {Values} values */
const visitOf = ({ method, tried, reached, satisfaction, result_known: known, words, request }) => ({
  method, reached: reached === "yes", words: words.trim(), ...(tried ? { tried: `${tried}:00+08:00` } : {}),
  ...(reached === "yes" ? { satisfaction, request: request.trim(), ...(known ? { result_known: known === "yes" } : {}) } : {}),
});

/** @param {Values} values @returns {Record<string, string>} */
function wrongAsking({ wish, reason, days, difficulty }) {
  if (!wish) return { wish: "needChoice" };
  if (wish === "difficulty") return difficulty ? {} : { difficulty: "needChoice" };
  return { ...(days ? {} : { days: "needDays" }), ...(wish === "pause" && !reason ? { reason: "needChoice" } : {}) };
}

/** What is sent beside photos. @param {string} deed @param {Values} values @param {Card} card @param {number} version */
export function bodyOf(deed, values, card, version) {
  if (deed === "visit") return { version, ...visitOf(values) };
  if (deed === "facts") return { version, ...changed(values, card), why: values.why?.trim() ?? "" };
  if (deed === "hand-down") return { version, to: values.lead, reason: values.reason.trim() };
  if (deed === "copy") return { version, to: values.supports, reason: values.reason.trim() };
  if (deed === "ask") return { version, to: values.lead, words: values.words.trim(), due: values.due || null };
  if (deed === "supervise" || deed === "instruct") {
    const { step, lead, words, due } = values;
    return { version, ...(step ? { step } : {}), ...(lead ? { agency: lead } : {}), words: words.trim(), due };
  }
  if (deed === "rule" && !values.lead) return { version, reason: values.reason.trim() };
  if (deed === "accept" || deed === "assign") {
    if (!values.lead) return { version };
    return { version, lead: values.lead, supports: values.supports, reason: values.reason.trim() };
  }
  const sent = Object.fromEntries(shownFields(deed, values, card)
    .filter(({ name, kind, optional }) => kind !== "photos" && ((kind !== "clock" && !optional) || values[name]))
    .map(({ name, kind }) => [name, told(name === "duties" ? name : kind, values[name])]));
  return { version, ...sent };
}

/** A value as it is sent: China's time for an instant, no blanks about words. @param {string} kind @param {any} value */
function told(kind, value) {
  if (kind === "duties") return dutiesOf(value);
  if (kind === "moment") return `${value}:00+08:00`;
  return typeof value === "string" ? value.trim() : value;
}

/** Facts that differ from the case's. @param {Values} values @param {Card} card @returns {Values} */
function changed(values, card) {
  const kept = FACTS.filter((name) => values[name] !== "" || name === "spot");
  return Object.fromEntries(kept
    .filter((name) => values[name] !== undefined && String(values[name]) !== String(card[/** @type {keyof Card} */ (name)]))
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
    returns: card.returns ?? 0, due: card.due ?? "", acknowledged: card.acknowledged ?? "", changed: card.changed,
  });
  const [old, now] = [told(before), told(after)];
  return /** @type {(keyof typeof old)[]} */ (Object.keys(old))
    .filter((name) => old[name] !== now[name])
    .map((name) => ({ name, before: old[name], after: now[name] }));
}
