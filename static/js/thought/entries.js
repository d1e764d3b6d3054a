// Lines of a case's timeline in words: what happened, which facts changed, which filter shows it.
// Pure.

import { dayKey, instant, shortTime } from "./format.js";
import { pathOf } from "./lists.js";

/** @typedef {import("../types/file.js").FileEntry} FileEntry */
/** @typedef {import("./i18n.js").Translate} Translate */
/** @typedef {{ t: Translate, lists: import("./lists.js").Lists,
 *   places: Map<string, import("../types/card.js").Place>,
 *   agencyName: (id: string) => string }} Names */

/** Filters of the timeline and the entries each shows. @type {Record<string, string[]>} */
export const FILTERS = {
  everything: [],
  progress: ["case.progressed", "case.resolved", "task.answered", "case.hearing_called", "case.hearing_concluded",
    "case.agreed", "case.performed", "case.confirmation", "case.agreement_broken",
    "case.review_asked", "case.review_heard", "case.review_concluded"],
  handover: ["case.opened", "case.taken_over", "report.joined", "case.linked", "case.merged", "case.absorbed", "case.unmerged", "case.released", "case.accepted", "case.assigned", "case.signed", "case.returned", "case.part_returned", "case.ruled",
    "case.transferred", "case.came_back", "case.referred_up", "case.handed_down", "case.handed_on", "case.copied", "task.given", "task.asked"],
  facts: ["case.facts_updated", "case.escalated", "case.acknowledged", "case.overdue", "case.warned",
    "case.recounted", "rule.found", "case.rise_refused", "case.informed", "clock.asked", "clock.granted", "clock.refused", "clock.resumed"],
  supervision: ["supervision.raised", "instruction.given", "supervision.answered", "supervision.lifted", "case.owned", "case.disowned"],
  visits: ["case.visited", "case.visit_tried", "case.told", "case.closed", "case.declined", "case.withdrawn", "case.reopened", "reception.booked", "reception.moved", "reception.begun", "reception.closed", "reception.no_show", "reception.cancelled"],
};

/** @param {FileEntry[]} entries @param {string} filter */
export function chosen(entries, filter) {
  const types = FILTERS[filter] ?? [];
  const shown = types.length ? entries.filter((entry) => types.includes(entry.type)) : entries;
  return [...shown].sort((a, b) => b.at.localeCompare(a.at) || b.id - a.id);
}

/** The name of what happened: `case.signed` is a word's key `did_signed`. @param {string} type */
export const deedKey = (type) => `did_${type.replace("case.", "").replace(".", "_")}`;

/** The word for the deed by which a case came to its lead. @param {string} way */
export const wayKey = (way) => `did_${/** @type {Record<string, string>} */ ({
  open: "opened", assign: "assigned", rule: "ruled", "refer-up": "referred_up", "hand-down": "handed_down",
})[way] ?? "handed_on"}`;

/** Changed facts as short texts. @param {FileEntry} entry @param {Names} names @returns {string[]} */
export function factLines(entry, names) {
  const { t, lists, agencyName } = names;
  const { facts } = entry;
  const told = [];
  if (typeof facts.lead === "string") told.push(`${t("lead")} ${agencyName(facts.lead)}`);
  if (Array.isArray(facts.supports) && facts.supports.length) {
    told.push(`${t("support")} ${facts.supports.map(agencyName).join("、")}`);
  }
  if (Array.isArray(facts.copies)) told.push(`${t("copyPart")} ${facts.copies.map(agencyName).join("、")}`);
  if (entry.type === "report.joined" && facts.channel) told.push(lists.name("channels", facts.channel));
  if (facts.declined) told.push(lists.name("declines", facts.declined));
  if (facts.door) told.push(`${t("rightDoor")} ${facts.door}`);
  for (const name of ["into", "merged", "out_of", "released"]) if (typeof facts[name] === "string") told.push(facts[name]);
  if (facts.body) told.push(lists.name("bodies", facts.body), facts.called ?? "", facts.reference ?? "");
  if (facts.outcome) told.push(lists.name("outcomes", facts.outcome));
  if (facts.held) told.push(momentOf(instant(facts.held)), facts.spot ?? "");
  if (facts.verdict) told.push(lists.name("verdicts", facts.verdict));
  if (facts.organ) told.push(t(`stage_${facts.stage}`), facts.organ, facts.on ?? "");
  if (facts.confirmation) told.push(lists.name("confirmations", facts.confirmation));
  if (facts.matter) told.push(lists.name("matters", facts.matter), lists.name("ways", facts.way ?? ""));
  if (facts.asked_by) told.push(lists.name("methods", facts.asked_by));
  if (facts.ground) told.push(lists.name("grounds", facts.ground));
  if (typeof facts.instead_of === "string") told.push(t("insteadOf", { name: agencyName(facts.instead_of) }));
  if (facts.routing) told.push(String(facts.routing));
  if (typeof facts.grade === "string") {
    told.push([lists.name("grades", facts.grade), agencyName(facts.agency ?? ""), facts.officer ?? ""].filter(Boolean).join(" "));
  }
  if (facts.urgency) told.push([facts.rule, lists.name("urgencies", facts.urgency), facts.detail ?? ""].filter(Boolean).join(" "));
  if (facts.late) told.push(t("toldLate"));
  if (facts.side) told.push(t(`side_${facts.side}`));
  if (Array.isArray(facts.sites)) told.push(`${t("sitesThere")} ${facts.sites.map((site) => t(`lv_${site}`)).join("、") || t("nothing")}`);
  if (typeof facts.site === "string") told.push(t(`lv_${facts.site}`));
  if (typeof facts.commitments === "number") told.push(t("commitments", { n: facts.commitments }));
  if (typeof facts.minutes === "number") told.push(t("ranFor", { n: facts.minutes }));
  if (facts.method) told.push(`${t("tryNumber", { n: facts.try })} ${lists.name("methods", facts.method)}`);
  if (facts.satisfaction) told.push(lists.name("satisfactions", facts.satisfaction));
  for (const [name, pair] of Object.entries(facts)) {
    if (Array.isArray(pair) && pair.length === 2 && name !== "supports" && name !== "point" && name !== "copies") {
      told.push(`${t(`fact_${name}`)} ${pair.map((value) => factWord(name, value, names)).join(" → ")}`);
    }
  }
  return told;
}

/** The day and time in China, whatever day it is today. @param {number} at */
const momentOf = (at) => `${dayKey(at).slice(5)} ${shortTime(at)}`;

/** @param {string} name @param {any} value @param {Names} names @returns {string} */
export function factWord(name, value, { t, lists, places }) {
  if (value === "" || value === null) return t("nothing");
  if (name === "level") return t(`level${value}`);
  if (name === "starts_at") return momentOf(instant(value));
  if (name === "state") return lists.name("states", value);
  if (name === "type") return lists.name("types", value);
  if (name === "difficulty") return lists.name("difficulties", value);
  if (name === "place") return pathOf(places, value);
  if (name === "marks") return value.map((/** @type {string} */ one) => lists.name("marks", one)).join("、") || t("nothing");
  return String(value);
}
