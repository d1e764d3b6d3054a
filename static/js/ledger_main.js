// Wiring of the page of ledgers: a file is read on trial, its columns put right, then taken over.

import { Page } from "./page.js";
import { drawLedger } from "./picture/ledger.js";
import { ledger as words } from "./thought/words_ledger.js";
import { Problem, get, newKey, send, upload } from "./wire/api.js";
import { keep, given } from "./wire/parts.js";

const EVERY = 1_000; // ms between two looks at the progress

/** @returns {File | undefined} */
const file = () => /** @type {HTMLInputElement | null} */ (document.getElementById("in-file"))?.files?.[0];

/** Where the chosen file goes. @param {string} deed */
function address(deed) {
  const asked = new URLSearchParams({ name: file()?.name ?? "", source: page.valueOf("source") });
  return `/api/ledger/${deed}?${asked}`;
}

/** What the browser makes of its type is no matter. */
const body = () => new Blob([/** @type {File} */ (file())], { type: "application/octet-stream" });

const page = new Page("ledger", [words], drawLedger, { items: null, columns: [], checked: null, isForeign: false }, {
  chosen() {
    page.held.checked = null;
    page.draw();
  },
  /** @param {SubmitEvent} event */
  check(event) {
    page.filled(event, { file: page.t("needFile") }, check);
  },
  /** @param {SubmitEvent} event */
  keepColumns(event) {
    event.preventDefault();
    const chosen = [.../** @type {HTMLFormElement} */ (event.target).querySelectorAll("select")];
    const columns = Object.fromEntries(chosen.map((one) => [one.dataset.heading, one.value]));
    page.doing(async () => {
      await send("POST", "/api/ledger/layouts", { layout: page.held.checked.layout, columns });
      await check();
    });
  },
  takeFaulty: () => page.doing(async () => keep(await given(address("faulty"), body()), page.t("faultyName"))),
  take: () => page.doing(take),
});

async function check() {
  page.held.checked = null;
  page.tell(page.t("reading"));
  try {
    page.held.checked = await upload(address("check"), body(), newKey());
  } catch (error) {
    if (error instanceof Problem && error.told.headings) page.held.checked = unclear(error.told);
    page.draw();
    throw error;
  }
}

/** Nothing is read yet but the headings. @param {Record<string, any>} told */
const unclear = ({ layout, headings }) =>
  ({ sheet: "", total: 0, good: 0, faulty: 0, known: 0, layout, headings, faults: [], notes: [] });

/** The answer comes when every row is in; until then the list tells how far it is. */
async function take() {
  const looking = setInterval(() => load().then(() => page.draw(), () => null), EVERY);
  try {
    const told = await upload(address("imports"), body(), newKey());
    page.held.checked = null;
    return page.t("imported", told);
  } catch (error) {
    if (error instanceof Problem && error.isPassing) return page.t("goesOn");
    throw error;
  } finally {
    clearInterval(looking);
    await load().catch(() => null);
  }
}

async function load() {
  const { items, columns } = await get("/api/ledger/imports");
  Object.assign(page.held, { items, columns });
}

async function begin() {
  const me = page.held.me = await get("/api/session");
  page.held.isForeign = !me.verbs.includes("manage_system");
  if (!page.held.isForeign) await load();
  page.draw();
}

page.draw();
begin().catch((error) => page.refused(error));
