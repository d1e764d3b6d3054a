// How a page looks to this person on this device: language and day or night, remembered.
// Settings of the eye only; refuses to know who is signed in.

import { languageOf } from "../thought/i18n.js";

/** @typedef {{ language: "zh" | "en", theme: "day" | "night" }} Dress */

/**
 * What was asked for in the address, else what was kept, else Chinese and `usual`.
 * @param {"day" | "night"} usual
 * @param {string} [name] each kind of screen keeps a theme of its own
 * @returns {Dress}
 */
export function dressOf(usual, name = "theme") {
  const asked = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem(name);
  return {
    language: languageOf(location.search, localStorage.getItem("language")),
    theme: asked === "day" || asked === "night" ? asked : usual,
  };
}

/** @param {Dress} dress @param {string} title */
export function wear({ language, theme }, title) {
  document.documentElement.classList.toggle("day", theme === "day");
  speak(language);
  document.title = title;
}

/** The page's language, which is also what the server is asked for. @param {Dress["language"]} language */
function speak(language) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

/** The other language, remembered, and at once that of what is asked next. @param {Dress} dress */
export function turnLanguage(dress) {
  dress.language = dress.language === "zh" ? "en" : "zh";
  speak(dress.language);
  localStorage.setItem("language", dress.language);
}

/** Day for night, remembered. @param {Dress} dress @param {string} [name] */
export function turnTheme(dress, name = "theme") {
  dress.theme = dress.theme === "day" ? "night" : "day";
  localStorage.setItem(name, dress.theme);
}
