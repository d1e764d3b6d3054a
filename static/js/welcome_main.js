// Wiring of the page behind an invitation: a new password -> signed in -> the page of the role.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawForm } from "./picture/signin.js";
import { firstPage } from "./thought/homes.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { problemWords, welcome } from "./thought/words_signin.js";
import { Problem, send } from "./wire/api.js";

const SHORTEST = 10; // characters, as the server asks
const token = tokenOf();
const dress = dressOf("night");
const held = {
  said: "", isBad: false, isBusy: false, isShown: false,
  /** @type {Record<string, string>} */ problems: {},
};
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
const words = () => translator(dress.language, problemWords, welcome);

/** @param {string} name */
const valueOf = (name) => /** @type {HTMLInputElement} */ (document.getElementById(`in-${name}`)).value;

/** Take the secret out of the address at once: it shall not stay in the history. */
function tokenOf() {
  const found = new URLSearchParams(location.search).get("token") ?? location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  return found;
}

function draw() {
  const t = words();
  wear(dress, t("title"));
  const secret = { autocomplete: "new-password", isSecret: true };
  drawForm({
    t, isBusy: held.isBusy, isShown: held.isShown, isDay: dress.theme === "day", isClosed: !token,
    said: token ? held.said : t("noToken"), isBad: token ? held.isBad : true,
    note: t("why"), act: t(held.isBusy ? "setting" : "set"),
    inputs: [
      { ...secret, name: "password", label: t("password"), note: t("rule"),
        problem: held.problems.password ?? "" },
      { ...secret, name: "again", label: t("again"), problem: held.problems.again ?? "" },
    ],
    cast: [], castNote: "",
    on: { submit, show, theme, language, fill() {}, key() {} },
  }, root);
}

/** @param {SubmitEvent} event */
async function submit(event) {
  event.preventDefault();
  if (held.isBusy) return;
  const t = words();
  const password = valueOf("password");
  held.said = "";
  held.problems = {};
  if (!password) held.problems.password = t("needPassword");
  else if ([...password].length < SHORTEST) held.problems.password = t("tooShort");
  else if (password !== valueOf("again")) held.problems.again = t("differ");
  else await set(password);
  draw();
}

/** @param {string} password */
async function set(password) {
  held.isBusy = true;
  draw();
  try {
    const me = await send("POST", `/api/invitations/${encodeURIComponent(token)}`, { password });
    location.assign(firstPage(me, ""));
  } catch (error) {
    held.isBusy = false;
    const problem = error instanceof Problem ? error : new Problem(0, {});
    if (problem.code === "second-step") return location.assign("/signin?set");
    if (problem.field === "password") held.problems.password = sentence(problem, words());
    else [held.said, held.isBad] = [sentence(problem, words()), true];
  }
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
  draw();
}

draw();
