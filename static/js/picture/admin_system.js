// Walls, agencies that lack officers, and the duty roster, as the system administrator sees them.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { instant } from "../thought/format.js";
import { ask, choice, field, when } from "./account.js";

/** @typedef {import("./admin.js").View} View */

const POSTS = ["case_officer", "duty_chief", "duty_leader"];

/** @param {View} view */
export function kiosks(view) {
  const { t, items, open, on, now, problems } = view;
  return html`<section class="panel card"><p class="note">${t("kiosksWhy")}</p>
    ${open === "new" ? ask(t, html`<div class="form">
        ${field({ name: "place", label: t("place"), max: 15, note: t("placeHint"), problem: problems.place })}
        ${field({ name: "label", label: t("label"), max: 40, placeholder: t("labelHint"), problem: problems.label })}</div>`,
      t("makeKiosk"), on.makeKiosk, on.close, view.isBusy)
    : html`<p class="acts"><button type="button" class="go" id="open-new" @click=${() => on.open("new")}>${t("newKiosk")}</button></p>`}
    ${items.length ? nothing : html`<p class="empty">${t("noKiosks")}</p>`}
    <ul class="lines" id="kiosks">${items.map((/** @type {any} */ one) => html`<li class=${one.revoked ? "off" : ""}>
      <div><b>${one.label}</b><span>${one.place} · ${t("madeAt", { date: when(one.created, now) })}</span></div>
      ${one.revoked ? html`<small class="tag">${t("revoked")}</small>`
      : html`<button type="button" class="plain" @click=${() => on.revoke(one)}>${t("revoke")}</button>`}</li>`)}</ul></section>`;
}

/** @param {View} view */
export function agencies({ t, items }) {
  return html`<section class="panel card"><p class="note">${t("agenciesWhy")}</p>
    <p class="note">${items.length ? t("missing", { n: items.length }) : t("noneMissing")}</p>
    <ul class="lines" id="agencies">${items.map((/** @type {any} */ one) => html`<li>
      <div><b>${one.name}</b><span>${t(`kind_${one.kind}`)} · ${one.place} · ${one.id}</span></div></li>`)}</ul></section>`;
}

/** @param {View} view */
export function duties(view) {
  const { t, items, open, on, now } = view;
  return html`<section class="panel card"><p class="note">${t("dutiesWhy")}</p>
    ${open === "new" ? newDuty(view)
    : html`<p class="acts"><button type="button" class="go" id="open-new" @click=${() => on.open("new")}>${t("newDuty")}</button></p>`}
    ${items.length ? nothing : html`<p class="empty">${t("noDuties")}</p>`}
    <ul class="lines" id="duties">${items.map((/** @type {any} */ one) => html`<li>
      <div><b>${one.name} · ${t(`post_${one.post}`)}</b><span>${one.agency_name} · ${when(one.starts, now)} – ${when(one.ends, now)}</span></div>
      ${instant(one.starts) <= now ? html`<small class="tag ok">${t("running")}</small>` : nothing}
      <button type="button" class="plain" @click=${() => on.endDuty(one)}>${t("dutyEnd")}</button></li>`)}</ul></section>`;
}

/** @param {View} view */
function newDuty(view) {
  const { t, on, agencyItems, officers, chosen, problems } = view;
  /** @type {[string, string][]} */
  const places = [["", t("pickAgency")], ...agencyItems.map((one) => /** @type {[string, string]} */ ([one.id, one.name]))];
  /** @type {[string, string][]} */
  const people = officers.length ? officers.map((one) => [String(one.account), `${one.name} · ${t(`role_${one.role}`)}`])
    : [["", t(chosen ? "needPerson" : "pickAgencyFirst")]];
  return ask(t, html`<div class="form"><div @change=${on.chooseAgency}>
      ${choice({ name: "agency", label: t("agency"), items: places, value: chosen })}</div>
    ${choice({ name: "account", label: t("person"), items: people, problem: problems.account })}
    ${choice({ name: "post", label: t("post"), items: POSTS.map((post) => [post, t(`post_${post}`)]), problem: problems.post })}
    ${field({ name: "starts", label: t("starts"), type: "datetime-local", problem: problems.starts })}
    ${field({ name: "ends", label: t("ends"), type: "datetime-local", problem: problems.ends })}</div>`,
  t("addDuty"), on.addDuty, on.close, view.isBusy);
}
