// Wiring of the assessment page: a year's entries and interviews, deeds to the server and back.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawAssessment } from "./picture/assessment.js";
import { isYear, letterOf, wrongRecord, wrongWords } from "./thought/assessment.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { assessment } from "./thought/words_assessment.js";
import { roles } from "./thought/words_desk.js";
import { account } from "./thought/words_me.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, get, newKey, send } from "./wire/api.js";
import { keep, part } from "./wire/parts.js";

const CHINA = 8 * 3_600_000;
const dress = dressOf("night");
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
/** @type {any} what the page holds */
const held = {
  me: null, year: new Date(Date.now() + CHINA).getUTCFullYear(), strikes: null, interviews: null, vetoes: null,
  open: "", key: "", /** @type {Record<string, string>} */ problems: {}, isBusy: false, said: "", isBad: false,
};
const words = () => translator(dress.language, problemWords, roles, account, assessment);

/** @param {string} name */
const valueOf = (name) => /** @type {HTMLInputElement | null} */ (document.getElementById(`in-${name}`))?.value.trim() ?? "";

function draw() {
  const t = words();
  wear(dress, t("title"));
  drawAssessment({ ...held, t, home: "/desk", isDay: dress.theme === "day", language: dress.language, now: Date.now(), on }, root);
}

/** @param {string} text @param {boolean} [isBad] */
function tell(text, isBad = false) {
  Object.assign(held, { said: text, isBad });
  draw();
}

/** Do one thing at a time; what it says afterwards, or why not. @param {() => Promise<string | void>} deed */
async function doing(deed) {
  if (held.isBusy) return;
  held.isBusy = true;
  tell("");
  try {
    const text = await deed();
    held.isBusy = false;
    tell(text || "");
  } catch (error) {
    held.isBusy = false;
    refused(error instanceof Problem ? error : new Problem(0, {}));
  }
}

/** @param {Problem} problem */
function refused(problem) {
  if (problem.code === "not-signed-in") return location.assign("/signin?ended&next=/assessment");
  if (problem.code === "second-factor-required") return location.assign("/me");
  const said = sentence(problem, words());
  if (problem.field && document.getElementById(`in-${problem.field}`)) {
    held.problems = { [problem.field]: said };
    return draw();
  }
  return tell(said, true);
}

async function load() {
  const year = `?year=${held.year}`;
  [held.strikes, held.interviews, held.vetoes] = await Promise.all(
    ["strikes", "interviews", "vetoes"].map((name) => get(`/api/${name}${year}`)));
}

/** What the open form sends, or what is missing of it. */
function letter() {
  const [thing, number, deed] = held.open.split("/");
  const t = words();
  if (thing === "strike") {
    const missing = wrongWords(valueOf("words"));
    return missing ? { missing: { words: t(missing) } } : letterOf(Number(number), deed, valueOf("words"));
  }
  if (deed === "sign") return { path: `/api/interviews/${number}/sign`, body: {} };
  const values = Object.fromEntries(["talker", "held_on", "minutes", "rectify_by"].map((name) => [name, valueOf(name)]));
  const missing = Object.entries(wrongRecord(values)).map(([name, word]) => [name, t(word)]);
  return missing.length ? { missing: Object.fromEntries(missing) } : { path: `/api/interviews/${number}/record`, body: values };
}

const on = {
  language() { turnLanguage(dress); tell(""); },
  theme() { turnTheme(dress); draw(); },
  async leave() {
    await send("DELETE", "/api/session").catch(() => null);
    location.assign("/signin");
  },
  /** @param {SubmitEvent} event */
  year(event) {
    event.preventDefault();
    held.problems = isYear(valueOf("year")) ? {} : { year: words()("needYear") };
    if (held.problems.year) return draw();
    held.year = Number(valueOf("year"));
    return doing(load);
  },
  /** The key of a form stays the same for every try. @param {string} id */
  open(id) {
    Object.assign(held, { open: id, key: newKey(), problems: {}, said: "" });
    draw();
    /** @type {HTMLElement | null} */ (document.querySelector("form.ask :is(input, textarea)"))?.focus();
  },
  close() { Object.assign(held, { open: "", problems: {} }); draw(); },
  /** @param {SubmitEvent} event */
  submit(event) {
    event.preventDefault();
    /** @type {any} */
    const asked = letter();
    held.problems = asked.missing ?? {};
    if (asked.missing) return draw();
    return doing(async () => {
      await send("POST", asked.path, asked.body, held.key);
      held.open = "";
      await load();
      return words()("done");
    });
  },
  /** @param {SubmitEvent} event */
  export(event) {
    event.preventDefault();
    held.problems = {};
    const [from, to] = [valueOf("from"), valueOf("to")];
    return doing(async () => keep((await part(`/api/ratings?from=${from}&to=${to}`)).blob, `ratings-${from}-${to}.csv`));
  },
};

async function begin() {
  held.me = await get("/api/session");
  await load();
}

draw();
doing(begin);
