// The door of a guest: the secret behind `#` is exchanged once for the cookie of a seat, and is
// gone from the address before anything else happens.

import { dressOf, turnLanguage, wear } from "./picture/dress.js";
import { draw, wait } from "./picture/guest.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { reception as words } from "./thought/words_reception.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, send } from "./wire/api.js";

const SEAT = "guest-seat";
const dress = dressOf("day");
const t = () => translator(dress.language, problemWords, words);
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
const secret = location.hash.slice(1);

/** @param {number} reception */
const go = (reception) => location.replace(`/reception?id=${reception}&guest`);

/** @param {() => string} why @param {string[]} steps @param {(() => void) | null} [again] */
function shut(why, steps, again = null) {
  wear(dress, t()("guestTitle"));
  const language = () => { turnLanguage(dress); shut(why, steps, again); };
  draw({ t: t(), why: why(), steps, again, language }, root);
}

async function open() {
  try {
    const { reception } = await send("POST", "/api/guests", { secret });
    sessionStorage.setItem(SEAT, String(reception));
    return go(reception);
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem(0, {});
    if (problem.isPassing) return shut(() => sentence(problem, t()), ["guestNotUsed", "guestAsk"], open);
    return shut(() => t()("guestUsed"), ["guestBefore", "guestAsk", "guestCase"]);
  }
}

history.replaceState(null, "", location.pathname);
wear(dress, t()("guestTitle"));
const before = Number(sessionStorage.getItem(SEAT));
if (secret) {
  wait(t()("guestOpening"), root);
  await open();
} else if (before) go(before);
else shut(() => t()("guestNoSecret"), ["guestWhole", "guestAsk", "guestCase"]);
