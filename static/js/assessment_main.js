// Wiring of the assessment page: a year's entries and interviews, deeds to the server and back.

import { Page } from "./page.js";
import { drawAssessment } from "./picture/assessment.js";
import { isYear, letterOf, wrongRecord, wrongWords } from "./thought/assessment.js";
import { assessment as words } from "./thought/words_assessment.js";
import { get, newKey, send } from "./wire/api.js";
import { keep, part } from "./wire/parts.js";

const CHINA = 8 * 3_600_000;

const page = new Page("assessment", [words], drawAssessment, {
  year: new Date(Date.now() + CHINA).getUTCFullYear(), strikes: null, interviews: null, vetoes: null, key: "",
}, {
  /** @param {SubmitEvent} event */
  year(event) {
    const year = page.valueOf("year");
    page.checked(event, { year: isYear(year) ? "" : page.t("needYear") }, () => {
      held.year = Number(year);
      return load();
    });
  },
  /** The key of a form stays the same for every try. @param {string} id */
  open(id) {
    held.key = newKey();
    page.open(id);
  },
  /** @param {SubmitEvent} event */
  submit(event) {
    const { path, body, found } = letter();
    page.checked(event, found, async () => {
      await send("POST", path, body, held.key);
      held.open = "";
      await load();
      return page.t("done");
    });
  },
  /** @param {SubmitEvent} event */
  export(event) {
    const [from, to] = [page.valueOf("from"), page.valueOf("to")];
    page.checked(event, {}, async () => keep((await part(`/api/ratings?from=${from}&to=${to}`)).blob, `ratings-${from}-${to}.csv`));
  },
});
const { held } = page;

async function load() {
  const year = `?year=${held.year}`;
  [held.strikes, held.interviews, held.vetoes] = await Promise.all(
    ["strikes", "interviews", "vetoes"].map((name) => get(`/api/${name}${year}`)));
}

/** What the open form sends, and what is wrong in it by field. */
function letter() {
  const [thing, number, deed] = held.open.split("/");
  const words = page.valueOf("words");
  if (thing === "strike") return { ...letterOf(Number(number), deed, words), found: said({ words: wrongWords(words) }) };
  const path = `/api/interviews/${number}/${deed}`;
  if (deed === "sign") return { path, body: {}, found: {} };
  const body = Object.fromEntries(["talker", "held_on", "minutes", "rectify_by"].map((name) => [name, page.valueOf(name)]));
  return { path, body, found: said(wrongRecord(body)) };
}

/** Keys of words as words. @param {Record<string, string>} keys */
const said = (keys) => Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key && page.t(key)]));

page.draw();
page.doing(async () => {
  held.me = await get("/api/session");
  await load();
});
