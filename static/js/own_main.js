// Wiring of the page where somebody follows their own matter: nothing is kept on the device.

import { Page } from "./page.js";
import { drawOwn } from "./picture/own.js";
import { slipOf } from "./thought/own.js";
import { identity } from "./thought/words_identity.js";
import { own as words } from "./thought/words_own.js";
import { send } from "./wire/api.js";

const page = new Page("own", [identity, words], drawOwn, { own: null }, {
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
  another() {
    asked = { receipt: "", code: "" };
    page.held.own = null;
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

async function look() {
  page.held.own = await send("POST", "/api/own", asked);
}

addEventListener("pageshow", (event) => { if (event.persisted) page.on.another(); });
page.draw();
scanned();
document.getElementById(page.valueOf("code") ? "ask" : "in-receipt")?.focus();
