// Wiring of one's own account: what is asked of the server, what the page holds until it is done.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawMe } from "./picture/me.js";
import { homeOf } from "./thought/homes.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { roles } from "./thought/words_desk.js";
import { account, me as mine } from "./thought/words_me.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";
import { makePasskey } from "./wire/passkey.js";

const SHORTEST = 10; // characters, as the server asks
const dress = dressOf("night");
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
const held = {
  /** @type {any} */ me: null, /** @type {any} */ security: null, open: "", isBusy: false,
  said: "", isBad: false, /** @type {Record<string, string>} */ problems: {},
  /** @type {any} */ begun: null, /** @type {string[]} */ codes: [],
};
const words = () => translator(dress.language, problemWords, roles, account, mine);

/** @param {string} name */
const valueOf = (name) => /** @type {HTMLInputElement | null} */ (document.getElementById(`in-${name}`))?.value ?? "";

function draw() {
  const t = words();
  wear(dress, t("title"));
  const home = held.me && !held.me.lacks_factor ? homeOf(held.me.role, "") : "";
  drawMe({ ...held, t, home, isDay: dress.theme === "day", now: Date.now(), on }, root);
}

/** @param {string} text @param {boolean} [isBad] */
function tell(text, isBad = false) {
  held.said = text;
  held.isBad = isBad;
  draw();
}

async function refresh() {
  [held.me, held.security] = await Promise.all([get("/api/session"), get("/api/me/security")]);
  draw();
}

/** Do one thing; what it says afterwards, or why not. @param {() => Promise<string | void>} deed */
async function doing(deed) {
  if (held.isBusy) return;
  held.isBusy = true;
  tell("");
  try {
    const text = await deed();
    held.isBusy = false;
    await refresh();
    if (text) tell(text);
  } catch (error) {
    held.isBusy = false;
    refused(error);
  }
}

/** @param {unknown} error */
function refused(error) {
  const t = words();
  if (!(error instanceof Problem)) return tell(t("passkeyCancelled"), true);
  if (error.code === "not-signed-in") return location.assign("/signin?ended&next=/me");
  const shown = { password: "password", code: "code", label: "label", new: "new" };
  const field = error.code === "weak-password" ? "new" : error.field ?? "";
  if (!(field in shown) || !document.getElementById(`in-${field}`)) return tell(sentence(error, t), true);
  held.problems = { [field]: sentence(error, t) };
  draw();
  const input = /** @type {HTMLInputElement} */ (document.getElementById(`in-${field}`));
  input.focus();
  input.select();
}

/**
 * What is missing in the open form; nothing when it may be sent.
 * @param {Record<string, string>} found a reason by field, empty when it is right
 */
function isReady(found) {
  held.problems = Object.fromEntries(Object.entries(found).filter(([, why]) => why));
  const first = Object.keys(held.problems)[0];
  if (!first) return true;
  tell("");
  document.getElementById(`in-${first}`)?.focus();
  return false;
}

const needPassword = () => ({ password: valueOf("password") ? "" : words()("needPassword") });

function close() {
  held.open = "";
  held.begun = null;
  held.problems = {};
  draw();
}

/**
 * A deed behind the present password.
 * @param {SubmitEvent} event @param {(password: string) => Promise<string | void>} deed
 * @param {Record<string, string>} [more] reasons of further fields
 */
function proven(event, deed, more = {}) {
  event.preventDefault();
  const password = valueOf("password");
  if (isReady({ ...needPassword(), ...more })) doing(() => deed(password));
}

const on = {
  close,
  language() { turnLanguage(dress); held.problems = {}; tell(""); },
  theme() { turnTheme(dress); draw(); },
  async leave() {
    await send("DELETE", "/api/session").catch(() => null);
    location.assign("/signin");
  },
  /** @param {string} name */
  open(name) {
    held.open = name;
    held.begun = null;
    held.problems = {};
    tell("");
    document.getElementById("in-password")?.focus();
  },
  kept() { held.codes = []; draw(); },
  async copy() {
    await navigator.clipboard.writeText(held.codes.join("\n")).catch(() => null);
    tell(words()("copied"));
  },
  /** @param {SubmitEvent} event */
  changePassword(event) {
    const t = words();
    const [fresh, again] = [valueOf("new"), valueOf("again")];
    const why = !fresh ? t("needNew") : [...fresh].length < SHORTEST ? t("tooShort") : "";
    proven(event, async (old) => {
      await send("POST", "/api/me/password", { old, new: fresh });
      close();
      return t("passwordChanged");
    }, { new: why, again: why || fresh === again ? "" : t("differ") });
  },
  /** @param {SubmitEvent} event */
  beginTotp(event) {
    proven(event, async (password) => {
      held.begun = await send("POST", "/api/me/totp", { password });
      draw();
      document.getElementById("in-code")?.focus();
    });
  },
  /** @param {SubmitEvent} event */
  confirmTotp(event) {
    event.preventDefault();
    const t = words();
    const code = valueOf("code").trim();
    if (!isReady({ code: code ? "" : t("needCode") })) return;
    doing(async () => {
      held.codes = (await send("POST", "/api/me/totp/confirm", { code })).codes;
      close();
      return t("totpDone");
    });
  },
  /** @param {SubmitEvent} event */
  removeTotp(event) {
    proven(event, async (password) => {
      await send("POST", "/api/me/totp/remove", { password });
      close();
      return words()("totpGone");
    });
  },
  /** @param {SubmitEvent} event */
  renewRecovery(event) {
    proven(event, async (password) => {
      held.codes = (await send("POST", "/api/me/recovery", { password })).codes;
      close();
    });
  },
  /** @param {SubmitEvent} event */
  addPasskey(event) {
    const label = valueOf("label").trim();
    proven(event, async (password) => {
      const { token, options } = await send("POST", "/api/me/passkeys/ask", { password });
      const credential = await makePasskey(options);
      held.codes = (await send("POST", "/api/me/passkeys", { token, label, credential })).codes;
      close();
      return words()("passkeyAdded");
    }, { label: label ? "" : words()("needLabel") });
  },
  /** @param {SubmitEvent} event @param {number} passkey */
  removePasskey(event, passkey) {
    proven(event, async (password) => {
      await send("POST", `/api/me/passkeys/${passkey}/remove`, { password });
      close();
      return words()("passkeyGone");
    });
  },
  /** @param {number} session */
  endSession: (session) => doing(async () => {
    await send("DELETE", `/api/me/sessions/${session}`);
    return words()("sessionEnded");
  }),
  endOthers: () => doing(async () => {
    const { ended } = await send("DELETE", "/api/me/sessions");
    return words()("othersEnded", { n: ended });
  }),
};

draw();
refresh().catch(refused);
