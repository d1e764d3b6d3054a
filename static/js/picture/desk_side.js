// The right side of the desk: people of this unit, and what else is open where this case is.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { pill } from "./desk_queue.js";
import { glyph } from "./glyph.js";

/** @typedef {import("../types/desk.js").DeskView} View */

/** @param {View} view */
export function people(view) {
  const { t, me, officers } = view;
  const shown = [...officers].sort((a, b) => Number(b.account === me.account) - Number(a.account === me.account)
    || b.duty.length - a.duty.length).slice(0, 6);
  return html`<h3>${t("ourPeople")} <b>${officers.length || ""}</b></h3>
    <ul class="ppl">${shown.map((officer) => html`<li><i class="dot ${officer.duty.length || officer.account === me.account ? "" : "off"}"></i>
      <b>${officer.name}</b><span class="w one">${t(`role_${officer.role}`)}</span>
      <span class="st">${officer.account === me.account ? t("itsMe") : officer.duty.length ? t("onDuty") : officer.named ? t("namedNow") : ""}</span></li>`)}</ul>`;
}

/** @param {View} view */
export function near(view) {
  const { t, near: cards, on, lists } = view;
  return html`<h3>${t("near")} <b>${cards.length || ""}</b></h3>
    ${cards.length ? html`<ul class="near">${cards.slice(0, 5).map((card) => html`<li><button @click=${() => on.open(card.case)}>
      ${glyph(card.level)}<span class="one">${card.title}</span>${pill(card, view)}
      <small class="one">${card.receipt} · ${lists.name("types", card.type)}</small></button></li>`)}</ul>`
    : html`<p class="empty">${view.file ? t("noneNear") : t("nothingOpen")}</p>`}`;
}

/** @param {View} view */
export function mapNote({ t, file }) {
  if (!file) return nothing;
  const { card } = file;
  return html`<span>${glyph(card.level)}${t("thisCase")}</span><span class="gap"></span>
    <span class="q">${t(`precision_${card.precision}`)}</span>`;
}
