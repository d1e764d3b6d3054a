// What the rules found in a case: why, how urgent, who is to be told, and what a person refused.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */
/** @typedef {import("../types/file.js").FileFinding} FileFinding */

/** @param {CaseFile} file @param {View} view */
export function findings({ findings: all = [] }, view) {
  if (!all.length) return nothing;
  return html`<h3>${view.t("findings")} <b>${all.length}</b></h3>
    ${all.map((one) => finding(one, view))}`;
}

/** The urgency is a word; colours of a screen stand for levels. @param {FileFinding} one @param {View} view */
function finding(one, { t, lists, now }) {
  const who = one.to.map((code) => lists.name("recipients", code)).join("、");
  return html`<div class="clock asked" data-finding=${one.rule}><p><b>${lists.name("urgencies", one.urgency)}</b>
      <span>${one.name}</span><span class="gap"></span><span class="q">${one.rule} · ${dayAndTime(instant(one.at), now)}</span></p>
    <p>${one.words}${one.detail ? html` <span>${one.detail}</span>` : nothing}
      ${who ? html`<span class="q">${t("toBeTold", { who })}</span>` : nothing}</p>
    ${one.from ? html`<p class="q">${t("rose", { from: t(`level${one.from}`), to: t(`level${one.level}`) })}</p>` : nothing}
    ${one.refused ? html`<p class="q">${t("riseRefused", { why: one.refused_why })} · ${one.refused_by} ·
      ${dayAndTime(instant(one.refused), now)}</p>` : nothing}</div>`;
}
