// The door of a guest: the secret behind `#` is exchanged once for the cookie of a seat, and is
// gone from the address before anything else happens.

import { dressOf, wear } from "./picture/dress.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { reception as words } from "./thought/words_reception.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, send } from "./wire/api.js";

const SEAT = "guest-seat";
const dress = dressOf("day");
const t = translator(dress.language, problemWords, words);
const root = /** @type {HTMLElement} */ (document.getElementById("root"));

/** @param {string} text */
function say(text) {
  root.textContent = text;
}

/** @param {number} reception */
const go = (reception) => location.replace(`/reception?id=${reception}&guest`);

async function open() {
  const secret = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  const before = Number(sessionStorage.getItem(SEAT));
  if (!secret) return before ? go(before) : say(t("guestNoSecret"));
  say(t("guestOpening"));
  try {
    const { reception } = await send("POST", "/api/guests", { secret });
    sessionStorage.setItem(SEAT, String(reception));
    go(reception);
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem(0, {});
    say(problem.isPassing ? sentence(problem, t) : t("guestUsed"));
  }
  return undefined;
}

wear(dress, t("guestTitle"));
await open();
