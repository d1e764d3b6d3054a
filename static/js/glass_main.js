// Wiring of the page where the glass is broken: the list is asked anew while somebody looks at it.

import { Page } from "./page.js";
import { drawGlass } from "./picture/glass.js";
import { glass as words } from "./thought/words_glass.js";
import { Problem, get, send } from "./wire/api.js";

const ASK_AGAIN = 15_000; // ms
const TICK = 1_000;

const page = new Page("glass", [words], drawGlass, { items: null, ahead: 0, isForeign: false }, {
  /** @param {SubmitEvent} event */
  ask(event) {
    const t = page.t;
    page.filled(event, { receipt: t("needReceipt"), reason: t("needReason") }, async () => {
      await send("POST", "/api/glass", { receipt: page.valueOf("receipt"), reason: page.valueOf("reason") });
      /** @type {HTMLFormElement} */ (document.getElementById("ask")).reset();
      await load();
      return page.t("asked");
    });
  },
  /** @param {number} glass */
  approve: (glass) => deed(glass, "approve", "approved"),
  /** @param {number} glass */
  end: (glass) => deed(glass, "end", "given"),
});

/** @param {number} glass @param {string} name @param {string} word */
const deed = (glass, name, word) => page.doing(async () => {
  try {
    await send("POST", `/api/glass/${glass}/${name}`);
  } finally {
    await load(); // somebody else may have been faster
  }
  return page.t(word);
});

async function load() {
  page.held.items = (await get("/api/glass")).items;
}

async function begin() {
  const me = page.held.me = await get("/api/session");
  page.held.ahead = Date.parse(me.now) - Date.now();
  page.held.isForeign = !me.verbs.includes("read_case");
  if (!page.held.isForeign) await load();
  page.draw();
}

/** Quietly: a line that is down for a moment is no news. */
async function again() {
  if (document.hidden || page.held.isBusy || !page.held.items) return;
  try {
    await load();
    page.draw();
  } catch (error) {
    if (!(error instanceof Problem) || !error.isPassing) page.refused(error);
  }
}

page.draw();
begin().catch((error) => page.refused(error));
setInterval(again, ASK_AGAIN);
setInterval(() => { if (page.held.items && !document.hidden) page.draw(); }, TICK);
document.addEventListener("visibilitychange", again);
