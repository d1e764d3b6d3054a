// What is left of a reception when it is over, in words: the outcome or why there was none, who was
// there and agreed to be heard, and for a guest how to follow the matter.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, dayKey, instant } from "../thought/format.js";
import { roleWord } from "./reception_sites.js";

/** @typedef {import("../types/reception.js").ReceptionView} View */

/** @param {View} view */
export function after(view) {
  const { t, reception, isGuest, now } = view;
  if (!reception) return nothing;
  return html`<h2>${reception.title}</h2><p class="q">${t(reception.state)} · ${dayAndTime(instant(reception.began_at ?? reception.starts_at), now)}</p>
    ${reception.state === "closed" ? agreed(view) : whyNot(view)}${people(view)}${isGuest ? next(view) : nothing}`;
}

/** Nobody came of one side, or it was called off. @param {View} view */
function whyNot({ t, reception }) {
  if (!reception || !["no_show", "cancelled"].includes(reception.state)) return nothing;
  const side = reception.side ? t(`${reception.side}Side`) : "";
  return html`<p><b>${t(`${reception.state}By`, { side })}</b></p><p>${reception.reason}</p>`;
}

/** What came of it, for everybody. @param {View} view */
export function agreed(view) {
  const { t, reception, agencies } = view;
  const told = reception?.outcome;
  if (!told) return html`<p class="empty">${t("noOutcome")}</p>`;
  const nameOf = (/** @type {string} */ id) => agencies.find((one) => one.id === id)?.short_name ?? id;
  return html`<div class="agreed"><h2>${t("agreedWas")}</h2>
    ${told.commitments.length ? html`<ol>${told.commitments.map((one) => html`<li><b>${one.words}</b>
      <span class="q">${nameOf(one.agency)} · ${one.officer} · ${t("untilDay", { day: dayKey(instant(one.due) - 1) })}</span></li>`)}</ol>` : nothing}
    ${told.conclusion ? html`<p>${told.conclusion}</p>` : nothing}</div>`;
}

/** Who had a seat, and what each said about being heard. @param {View} view */
function people({ t, attendance, now }) {
  if (!attendance?.length) return nothing;
  return html`<section class="came"><h3>${t("whoCame", { n: attendance.length })}</h3><ul>${attendance.map((one) => html`<li>
    <i class="lv">${t(one.site)}</i><b>${one.name}</b><span class="q">${one.role === "companion" ? t("role_companion") : roleWord(one.role, t)}${one.host ? ` · ${t("host")}` : ""}</span>
    <span class="gap"></span><span class="q">${one.words.length ? one.words.map((word) => `${t(word.given ? "saidYes" : "saidNo")} ${dayAndTime(instant(word.at), now)}`).join(" · ")
      : t("saidNothing")}</span></li>`)}</ul></section>`;
}

/** How a guest follows the matter from here. @param {View} view */
const next = ({ t, reception }) => html`<section class="next"><h3>${t("whatNext")}</h3>
  <p>${t("receipt")} <b>${reception?.receipt ?? ""}</b></p><p>${t("codeHint")}</p><p class="q">${t("pageUntil")}</p></section>`;
