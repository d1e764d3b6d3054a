// Wiring of the sign-in page: form -> POST /api/session -> the page of the role.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawForm } from "./picture/signin.js";
import { CAST, PASSWORD } from "./thought/demo_cast.js";
import { firstPage } from "./thought/homes.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { problemWords, signin } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";
import { canPasskey, usePasskey } from "./wire/passkey.js";

const dress = dressOf("night");
const held = {
  said: "", isBad: false, isBusy: false, isShown: false, isDemo: false, isCaps: false,
  /** @type {Record<string, string>} */ problems: {},
  /** @type {{ token: string, methods: string[] } | null} the second step, once it is asked for */
  step: null,
};
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
const words = () => translator(dress.language, problemWords, signin);

/** @param {string} name */
const input = (name) => /** @type {HTMLInputElement} */ (document.getElementById(`in-${name}`));

function draw() {
  const t = words();
  wear(dress, t("title"));
  drawForm({
    t, said: held.said, isBad: held.isBad, isBusy: held.isBusy, isShown: held.isShown,
    isDay: dress.theme === "day", ...(held.step ? secondStep(t, held.step.methods) : firstStep(t)),
    on: { submit, show, theme, language, fill, key },
  }, root);
}

/** @param {import("./thought/i18n.js").Translate} t */
function firstStep(t) {
  return {
    heading: t("heading"), note: t("forgot"), act: t(held.isBusy ? "entering" : "enter"),
    inputs: [
      { name: "login", label: t("login"), autocomplete: "username", isSecret: false,
        problem: held.problems.login ?? "" },
      { name: "password", label: t("password"), autocomplete: "current-password", isSecret: true,
        problem: held.problems.password ?? "", note: held.isCaps ? t("capsLock") : "" },
    ],
    others: canPasskey() ? [{ id: "passkey", label: t("byPasskey"), act: passkey }] : [],
    cast: held.isDemo ? CAST.map(([login, zh, en, page]) =>
      ({ login, role: dress.language === "zh" ? zh : en, page })) : [],
    castNote: t("demoWhy", { password: PASSWORD }),
  };
}

/** @param {import("./thought/i18n.js").Translate} t @param {string[]} methods */
function secondStep(t, methods) {
  const [hasCode, hasKey] = [methods.includes("code"), methods.includes("passkey")];
  const takesCode = hasCode || methods.includes("recovery");
  const byKey = hasKey && canPasskey()
    ? [{ id: "passkey", label: t("usePasskey"), act: passkey }] : [];
  const lead = hasCode ? hasKey ? "stepBoth" : "stepCode" : takesCode ? "stepRecovery" : "stepPasskey";
  return {
    heading: t("stepHeading"), note: "", act: t(held.isBusy ? "checking" : "check"), lead: t(lead),
    inputs: takesCode ? [{ name: "code", label: t("code"), autocomplete: "one-time-code",
      isSecret: false, problem: held.problems.code ?? "" }] : [],
    others: [...byKey, { id: "back", label: t("back"), act: () => back("") }],
    cast: [], castNote: "",
  };
}

/** @param {SubmitEvent} event */
async function submit(event) {
  event.preventDefault();
  if (held.isBusy) return;
  if (held.step) {
    await submitCode(held.step.token);
    return;
  }
  const t = words();
  const [login, password] = [input("login").value.trim(), input("password").value];
  held.problems = {
    ...(login ? {} : { login: t("needLogin") }), ...(password ? {} : { password: t("needPassword") }),
  };
  if (login && password) await enter(() => send("POST", "/api/session", { login, password }), "password");
  else tell("", false);
  const wrong = Object.keys(held.problems)[0];
  if (wrong) input(wrong).focus();
}

/** @param {string} step */
async function submitCode(step) {
  const code = input("code").value.trim();
  held.problems = code ? {} : { code: words()("needCode") };
  if (code) await enter(() => send("POST", "/api/session/code", { step, code }), "code");
  else tell("", false);
}

/** A passkey alone, or as the second step. */
async function passkey() {
  if (held.isBusy) return;
  held.problems = {};
  await enter(async () => {
    const step = held.step?.token ?? null;
    const { token, options } = await send("POST", "/api/session/passkey/ask", { step });
    const credential = await usePasskey(options);
    return send("POST", "/api/session/passkey", { token, credential });
  }, null);
}

/** @param {() => Promise<any>} way @param {string | null} field to be typed again */
async function enter(way, field) {
  held.isBusy = true;
  tell("", false);
  try {
    location.assign(firstPage(await way(), location.search));
  } catch (error) {
    held.isBusy = false;
    if (error instanceof Problem) refused(error, field);
    else tell(words()("passkeyCancelled"), true);
  }
}

/** @param {Problem} problem @param {string | null} field */
function refused(problem, field) {
  const t = words();
  if (problem.code === "second-step") {
    held.step = { token: problem.told.step, methods: problem.told.methods };
    tell("", false);
    document.getElementById("in-code")?.focus();
  } else if (problem.code === "step-ended") back(sentence(problem, t));
  else {
    tell(problem.status === 429 ? t("throttled") : sentence(problem, t), true);
    if (field) input(field).select();
  }
}

/** To the first step. @param {string} text why */
function back(text) {
  held.step = null;
  held.problems = {};
  tell(text, Boolean(text));
  input("login").focus();
}

/** @param {string} text @param {boolean} isBad */
function tell(text, isBad) {
  held.said = text;
  held.isBad = isBad;
  draw();
}

function show() {
  held.isShown = !held.isShown;
  draw();
}

function theme() {
  turnTheme(dress);
  draw();
}

function language() {
  turnLanguage(dress);
  held.problems = {};
  tell("", false);
}

/** @param {string} login */
function fill(login) {
  input("login").value = login;
  input("password").value = PASSWORD;
  held.problems = {};
  tell("", false);
  input("password").focus();
}

/** @param {KeyboardEvent} event */
function key(event) {
  const isCaps = event.getModifierState?.("CapsLock") ?? false;
  if (isCaps === held.isCaps) return;
  held.isCaps = isCaps;
  draw();
}

const asked = new URLSearchParams(location.search);
if (asked.has("ended")) held.said = words()("endedBefore");
if (asked.has("set")) held.said = words()("passwordSet");
draw();
input("login").focus();
const version = await get("/version").catch(() => ({}));
held.isDemo = version.demo === true;
draw();
