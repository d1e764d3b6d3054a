// The forms of the assessment page: a reason, the record of an interview, a signature.

import { html } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { area, ask, field } from "./account.js";

/** @typedef {import("./assessment.js").View} View */

/** The form that is open under an entry. @param {View} view @param {string} act */
export const reasonForm = (view, act) => ask(view.t, area({ name: "words", label: view.t("words"), max: 1000, problem: view.problems.words ?? "" }),
  act, view.on.submit, view.on.close, view.isBusy);

/** @param {View} view @param {string} act */
export function recordForm(view, act) {
  const { t, problems } = view;
  const fields = html`${field({ name: "talker", label: t("talker"), max: 60, problem: problems.talker ?? "" })}
    ${field({ name: "held_on", label: t("heldOn"), type: "date", problem: problems.held_on ?? "" })}
    ${field({ name: "rectify_by", label: t("rectifyBy"), type: "date", problem: problems.rectify_by ?? "" })}
    ${area({ name: "minutes", label: t("minutes"), max: 4000, problem: problems.minutes ?? "" })}`;
  return ask(t, fields, act, view.on.submit, view.on.close, view.isBusy);
}

/** @param {View} view @param {string} act */
export const signForm = (view, act) => ask(view.t, html`<p class="wide">${view.t("confirmSign")}</p>`, act,
  view.on.submit, view.on.close, view.isBusy);
