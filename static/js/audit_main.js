// Wiring of the auditor's page: rows and filters, verification, files to take along.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawAudit } from "./picture/audit.js";
import { isNumber, questionOf } from "./thought/audit.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { audit } from "./thought/words_audit.js";
import { account } from "./thought/words_me.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";
import { keep, part } from "./wire/parts.js";

const dress = dressOf("night");
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
/** @type {any} what the page holds */
const held = {
  me: null, items: null, next: null, chain: null, wish: { actor: "", case: "", what: "" },
  /** @type {Record<string, string>} */ problems: {}, isBusy: false, said: "", isBad: false,
};
const words = () => translator(dress.language, problemWords, account, audit);

/** @param {string} name */
const valueOf = (name) => /** @type {HTMLInputElement | null} */ (document.getElementById(`in-${name}`))?.value.trim() ?? "";

function draw() {
  const t = words();
  wear(dress, t("title"));
  drawAudit({ ...held, t, home: "", isDay: dress.theme === "day", on }, root);
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
    refused(error);
  }
}

/** @param {unknown} error */
function refused(error) {
  const problem = error instanceof Problem ? error : new Problem(0, {});
  if (problem.code === "not-signed-in") return location.assign("/signin?ended&next=/audit");
  if (problem.code === "second-factor-required") return location.assign("/me");
  tell(sentence(problem, words()), true);
}

/** @param {boolean} [isMore] */
async function load(isMore = false) {
  const page = await get(questionOf(held.wish, isMore ? held.next : null));
  held.items = isMore ? [...held.items, ...page.items] : page.items;
  held.next = page.next;
  held.chain = page.state;
}

/** Every part of the chain as a file of its own. */
async function exportAll() {
  let count = 0;
  /** @type {string | null} */ let after = "0";
  while (after !== null) {
    const { blob, next } = await part(`/api/audit/export?after=${after}`);
    keep(blob, `audit-after-${after}.jsonl`);
    count += 1;
    after = next;
  }
  return words()("exported", { n: count });
}

async function check() {
  const told = await get("/api/audit/check");
  const t = words();
  const { first, last, anchored, findings } = told;
  if (told.sound) return t(anchored ? "sound" : "soundOnly", { first, last, anchored });
  const said = findings.map((/** @type {any} */ one) => one.words).join("; ");
  throw new Problem(409, { title: t("unsound", { first, last, n: findings.length, words: said }) });
}

const on = {
  language() { turnLanguage(dress); tell(""); },
  theme() { turnTheme(dress); draw(); },
  async leave() {
    await send("DELETE", "/api/session").catch(() => null);
    location.assign("/signin");
  },
  /** @param {SubmitEvent} event */
  filter(event) {
    event.preventDefault();
    held.wish = { actor: valueOf("actor"), case: valueOf("case"), what: valueOf("what") };
    const wrong = ["actor", "case"].filter((name) => !isNumber(held.wish[name]));
    held.problems = Object.fromEntries(wrong.map((name) => [name, words()("needNumber")]));
    if (wrong.length) return draw();
    return doing(() => load());
  },
  clear() {
    held.wish = { actor: "", case: "", what: "" };
    held.problems = {};
    /** @type {HTMLFormElement | null} */ (document.querySelector("form.form"))?.reset();
    doing(() => load());
  },
  more: () => doing(() => load(true)),
  check: () => doing(check),
  export: () => doing(exportAll),
  checkpoint: () => doing(async () => keep((await part("/api/audit/checkpoint")).blob, "audit-checkpoint.json")),
  key: () => doing(async () => keep((await part("/api/audit/key")).blob, "audit-1.pub")),
};

async function begin() {
  held.me = await get("/api/session");
  await load();
}

draw();
doing(begin);
