// Wiring of the page where somebody follows their own matter: nothing is kept on the device.

import { Page } from "./page.js";
import { drawOwn } from "./picture/own.js";
import { slipOf } from "./thought/own.js";
import { identity } from "./thought/words_identity.js";
import { own as words } from "./thought/words_own.js";
import { get, send } from "./wire/api.js";

const NOTHING = { own: null, agencies: null, picked: [], filed: null };

const page = new Page("own", [identity, words], drawOwn, { ...NOTHING }, {
  leave: undefined,
  /** @param {SubmitEvent} event */
  ask(event) {
    parted();
    const t = page.t;
    page.filled(event, { receipt: t("needReceipt"), code: t("needCode") }, () => {
      asked = { receipt: page.valueOf("receipt"), code: page.valueOf("code") };
      return look();
    });
  },
  again: () => page.doing(look),
  complain: () => page.doing(async () => { page.held.agencies = (await get("/api/sealed/agencies")).items; }),
  add,
  /** @param {number} index */
  drop(index) { page.held.picked.splice(index, 1); page.draw(); },
  /** @param {SubmitEvent} event */
  file(event) {
    if (page.valueOf("accused")) add();
    const isNamed = page.held.picked.length > 0;
    page.filled(event, { ...(isNamed ? {} : { accused: page.t("needAccused") }), words: page.t("needWords") }, file);
  },
  handed: () => page.on.another(),
  another() {
    asked = { receipt: "", code: "" };
    Object.assign(page.held, NOTHING, { picked: [] });
    page.tell("");
    document.getElementById("in-receipt")?.focus();
  },
});
let asked = { receipt: "", code: "" };

/** A whole line of the slip typed into one field goes into both. */
function parted() {
  const both = slipOf(page.valueOf("receipt"));
  if (!both) return;
  for (const [name, value] of Object.entries(both)) {
    /** @type {HTMLInputElement} */ (document.getElementById(`in-${name}`)).value = value;
  }
}

/** The square code on the slip brings both in the fragment; it goes from the address at once. */
function scanned() {
  const both = slipOf(location.hash.slice(1).replace("+", " "));
  if (!location.hash) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (both) Object.assign(document.getElementById("in-receipt") ?? {}, { value: `${both.receipt} ${both.code}` });
  parted();
}

/** One more unit that the complaint is about. */
function add() {
  const input = /** @type {HTMLSelectElement} */ (document.getElementById("in-accused"));
  const { held } = page;
  if (!input.value) held.problems = { accused: page.t("needAgency") };
  else {
    const label = input.selectedOptions[0].text;
    held.picked = [...held.picked.filter((/** @type {any} */ one) => one.id !== input.value), { id: input.value, label }];
    held.problems = {};
    input.value = "";
  }
  page.draw();
}

async function file() {
  const [name, phone] = [page.valueOf("name"), page.valueOf("phone")];
  const accused = page.held.picked.map((/** @type {any} */ one) => one.id);
  const body = { accused, words: page.valueOf("words"), reporter: name || phone ? { name, phone } : null };
  page.held.filed = await send("POST", "/api/sealed/own", body);
}

async function look() {
  page.held.own = await send("POST", "/api/own", asked);
}

addEventListener("pageshow", (event) => { if (event.persisted) page.on.another(); });
page.draw();
scanned();
document.getElementById(page.valueOf("code") ? "ask" : "in-receipt")?.focus();
