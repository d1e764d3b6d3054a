// Wiring of the auditor's page: rows and filters, verification, files to take along.

import { Page } from "./page.js";
import { drawAudit } from "./picture/audit.js";
import { isNumber, questionOf } from "./thought/audit.js";
import { audit as words } from "./thought/words_audit.js";
import { Problem, get } from "./wire/api.js";
import { keep, part } from "./wire/parts.js";

const NOTHING = { actor: "", case: "", what: "" };

const page = new Page("audit", [words], drawAudit, { items: null, next: null, chain: null, wish: NOTHING }, {
  /** @param {SubmitEvent} event */
  filter(event) {
    const wish = held.wish = { actor: page.valueOf("actor"), case: page.valueOf("case"), what: page.valueOf("what") };
    const why = (/** @type {string} */ text) => (isNumber(text) ? "" : page.t("needNumber"));
    page.checked(event, { actor: why(wish.actor), case: why(wish.case) }, () => load());
  },
  clear() {
    held.wish = NOTHING;
    /** @type {HTMLFormElement | null} */ (document.querySelector("form.form"))?.reset();
    page.doing(() => load());
  },
  more: () => page.doing(() => load(true)),
  check: () => page.doing(check),
  export: () => page.doing(exportAll),
  checkpoint: () => page.doing(async () => keep((await part("/api/audit/checkpoint")).blob, "audit-checkpoint.json")),
  key: () => page.doing(async () => keep((await part("/api/audit/key")).blob, "audit-1.pub")),
});
const { held } = page;

/** @param {boolean} [isMore] */
async function load(isMore = false) {
  const told = await get(questionOf(held.wish, isMore ? held.next : null));
  held.items = isMore ? [...held.items, ...told.items] : told.items;
  held.next = told.next;
  held.chain = told.state;
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
  return page.t("exported", { n: count });
}

async function check() {
  const { t } = page;
  const { sound, first, last, anchored, findings } = await get("/api/audit/check");
  if (sound) return t(anchored ? "sound" : "soundOnly", { first, last, anchored });
  const said = findings.map((/** @type {any} */ one) => one.words).join("; ");
  throw new Problem(409, { title: t("unsound", { first, last, n: findings.length, words: said }) });
}

page.draw();
page.doing(async () => {
  held.me = await get("/api/session");
  await load();
});
