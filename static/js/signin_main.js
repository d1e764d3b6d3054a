// Wiring of the sign-in page: form -> POST /api/session -> the page of the role.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawForm } from "./picture/signin.js";
import { CAST, PASSWORD } from "./thought/demo_cast.js";
import { homeOf } from "./thought/homes.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { problemWords, signin } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";

const dress = dressOf("night");
const held = {
  said: "", isBad: false, isBusy: false, isShown: false, isDemo: false, isCaps: false,
  /** @type {Record<string, string>} */ problems: {},
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
    isDay: dress.theme === "day",
    note: t("forgot"), act: t(held.isBusy ? "entering" : "enter"),
    inputs: [
      { name: "login", label: t("login"), autocomplete: "username", isSecret: false,
        problem: held.problems.login ?? "" },
      { name: "password", label: t("password"), autocomplete: "current-password", isSecret: true,
        problem: held.problems.password ?? "", note: held.isCaps ? t("capsLock") : "" },
    ],
    cast: held.isDemo ? CAST.map(([login, zh, en, page]) =>
      ({ login, role: dress.language === "zh" ? zh : en, page })) : [],
    castNote: t("demoWhy", { password: PASSWORD }),
    on: { submit, show, theme, language, fill, key },
  }, root);
}

/** @param {SubmitEvent} event */
async function submit(event) {
  event.preventDefault();
  if (held.isBusy) return;
  const t = words();
  const [login, password] = [input("login").value.trim(), input("password").value];
  held.problems = {
    ...(login ? {} : { login: t("needLogin") }), ...(password ? {} : { password: t("needPassword") }),
  };
  if (login && password) await enter(login, password);
  else tell("", false);
  const wrong = Object.keys(held.problems)[0];
  if (wrong) input(wrong).focus();
}

/** @param {string} login @param {string} password */
async function enter(login, password) {
  held.isBusy = true;
  tell("", false);
  try {
    const me = await send("POST", "/api/session", { login, password });
    location.assign(homeOf(me.role, location.search));
  } catch (error) {
    held.isBusy = false;
    const problem = error instanceof Problem ? error : new Problem(0, {});
    const t = words();
    tell(problem.status === 429 ? t("throttled") : sentence(problem, t), true);
    input("password").select();
  }
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

if (new URLSearchParams(location.search).has("ended")) held.said = words()("endedBefore");
draw();
input("login").focus();
const version = await get("/version").catch(() => ({}));
held.isDemo = version.demo === true;
draw();
