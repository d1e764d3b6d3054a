// Accounts, sessions and demanded second factors, as the security administrator sees them.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { ask, choice, field, sessionFacts, when } from "./account.js";

/** @typedef {import("./admin.js").View} View */

/** @param {View} view */
export function accounts(view) {
  const { t, items, open, on, query } = view;
  const shown = items.filter((/** @type {any} */ one) => matches(one, query, t));
  return html`<section class="panel card"><div class="tools">
      <input class="search" id="search" type="search" .value=${query} placeholder=${t("search")}
        aria-label=${t("search")} @input=${on.search}>
      <button type="button" class="go" id="open-new" @click=${() => on.open("new")}>${t("newAccount")}</button></div>
    ${open === "new" ? newAccount(view) : nothing}
    <p class="note">${t("found", { n: shown.length })}</p>
    <ul class="lines" id="accounts">${shown.map((/** @type {any} */ one) => accountLine(one, view))}</ul></section>`;
}

/** @param {any} one @param {string} query @param {View["t"]} t */
const matches = (one, query, t) => [one.login, one.name, one.agency, one.agency_name, t(`role_${one.role}`)]
  .some((text) => text.toLowerCase().includes(query.trim().toLowerCase()));

/** @param {View} view */
function newAccount(view) {
  const { t, on, problems } = view;
  return ask(t, html`<div class="form">
    ${field({ name: "login", label: t("login"), max: 40, note: t("loginHint"), problem: problems.login })}
    ${field({ name: "display_name", label: t("name"), max: 30, problem: problems.display_name })}
    ${posting(view)}</div>`, t("create"), on.create, on.close, view.isBusy);
}

/** @param {View} view @param {{ role: string, agency: string, staff_number: string }} [now] */
function posting({ t, roles, agencyItems, problems }, now) {
  return html`${choice({ name: "role", label: t("role"), value: now?.role ?? "agency_officer", problem: problems.role,
    items: roles.map((role) => [role, t(`role_${role}`)]) })}
  ${field({ name: "staff_number", label: t("staffNumber"), max: 40, value: now?.staff_number ?? "",
    note: t("staffNumberHint"), problem: problems.staff_number })}
  ${choice({ name: "agency_id", label: t("agency"), value: now?.agency ?? "", problem: problems.agency_id,
    items: [["", t("pickAgency")], .../** @type {[string, string][]} */ (agencyItems.map(({ id, name }) => [id, `${name} (${id})`]))] })}`;
}

/** @param {any} one @param {View} view */
function accountLine(one, view) {
  const { t, now, me, open, on } = view;
  const isOwn = one.account === me.account;
  const acts = isOwn ? [] : one.disabled ? ["restore"] : ["invite", "move", ...(one.factors.length ? ["reset"] : []), "disable", "leave"];
  const opened = open.endsWith(`-${one.account}`) ? open.split("-")[0] : "";
  return html`<li data-login=${one.login} class=${one.disabled ? "off" : ""}><div><b>${one.name} · ${one.login}</b>
      <span>${t(`role_${one.role}`)} · ${one.agency_name} (${one.agency})${one.staff_number ? ` · ${t("staffNumber")} ${one.staff_number}` : ""}</span>
      <span>${one.last_in ? t("lastIn", { date: when(one.last_in, now) }) : t("neverIn")} ·
        ${one.factors.length ? one.factors.map((/** @type {string} */ name) => t(`factor_${name}`)).join(" + ") : t("noFactor")}</span></div>
    ${["disabled", "waits", "demo"].filter((mark) => one[mark]).map((mark) => html`<small class="tag">${t(mark)}</small>`)}
    ${isOwn ? html`<small class="tag">${t("mine")}</small>` : nothing}
    ${acts.map((name) => html`<button type="button" class="plain" data-act=${name} @click=${() => name === "invite" ? on.invite(one) : on.open(`${name}-${one.account}`)}>${t(name)}</button>`)}
    ${opened ? opener(opened, one, view) : nothing}</li>`;
}

/** @param {string} name @param {any} one @param {View} view */
function opener(name, one, view) {
  const { t, on, isBusy } = view;
  const note = html`<p class="note">${t(`${name}Why`)}</p>`;
  if (name === "move") {
    return ask(t, html`${note}<div class="form">${posting(view, one)}</div>`, t("doMove"), (event) => on.move(event, one), on.close, isBusy);
  }
  if (name === "leave") return leaver(one, view);
  const act = t(/** @type {Record<string, string>} */ ({ disable: "doDisable", restore: "doRestore", reset: "doReset" })[name]);
  return ask(t, note, act, (event) => on[name](event, one), on.close, isBusy);
}

/** Who takes over, and why. @param {any} one @param {View} view */
function leaver(one, { t, items, problems, on, isBusy }) {
  const others = items.filter((/** @type {any} */ other) =>
    other.agency === one.agency && other.account !== one.account && !other.disabled);
  const heirs = others.map((/** @type {any} */ other) => [String(other.account), `${other.name} · ${other.login}`]);
  return ask(t, html`<p class="note">${t("leaveWhy")}</p><div class="form">
    ${choice({ name: "to", label: t("heir"), items: [["", t("heirOnDuty")], ...heirs], problem: problems.to })}
    ${field({ name: "why", label: t("leaveReason"), max: 500, problem: problems.why })}</div>`,
    t("doLeave"), (event) => on.leaves(event, one), on.close, isBusy);
}

/** @param {View} view */
export function sessions({ t, items, now, me, on }) {
  return html`<section class="panel card"><p class="note">${t("sessionsNow", { n: items.length })}</p>
    <ul class="lines" id="sessions">${items.map((/** @type {any} */ one) => html`<li data-session=${one.session}>
      <div><b>${one.name} · ${one.login}</b><span>${t(`role_${one.role}`)} · ${one.agency_name}</span></div>
      <div>${sessionFacts(one, t, now)}</div>
      ${one.account === me.account ? html`<small class="tag">${t("mine")}</small>` : nothing}
      <button type="button" class="plain" @click=${() => on.endSession(one.session)}>${t("endSession")}</button></li>`)}</ul></section>`;
}

/** @param {View} view */
export function factors({ t, items, on }) {
  return html`<section class="panel card"><p class="note">${t("factorsWhy")}</p>
    <ul class="lines" id="factors">${items.map((/** @type {any} */ one) => html`<li data-role=${one.role}>
      <div><b>${t(`role_${one.role}`)}</b><span>${t("people", { n: one.people })} · ${t("without", { n: one.without })}</span></div>
      ${one.required ? html`<small class="tag">${t("requiredNow")}</small>` : nothing}
      <button type="button" class="plain" @click=${() => on.demand(one)}>${t(one.required ? "release" : "require")}</button></li>`)}</ul></section>`;
}
