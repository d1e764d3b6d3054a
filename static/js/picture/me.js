// One's own account: password, second step, passkeys, sessions; drawn from its view.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { ask, bar, field, rooms, said, sessionFacts, when } from "./account.js";

/** @typedef {import("./account.js").Frame & { me: any, security: any, open: string, isBusy: boolean,
 *   problems: Record<string, string>, begun: { secret: string, qr: string } | null,
 *   codes: string[], now: number, on: import("./account.js").Frame["on"] & Record<string, any> }} View */

/** @param {View} view @param {HTMLElement} root */
export function drawMe(view, root) {
  const { t, me, security } = view;
  render(html`${bar(view, t("mine"), rooms(view, me, "/me"))}
    <main class="cards">${me?.lacks_factor ? html`<p class="must" role="alert">${t("mustEnrol")}</p>` : nothing}
      ${said(view)}
      ${security ? html`${view.codes.length ? codes(view) : nothing}
        ${password(view)}${factor(view)}${passkeys(view)}${sessions(view)}` : html`<p class="empty">${t("loading")}</p>`}</main>`, root);
}

/** @param {View} view @param {string} act @param {(event: SubmitEvent) => void} submit @param {unknown} more */
const proof = (view, act, submit, more = nothing) => ask(view.t, html`${field({ name: "password",
  label: view.t("password"), type: "password", autocomplete: "current-password",
  problem: view.problems.password })}${more}`, act, submit, view.on.close, view.isBusy);

/** @param {View} view @param {string} name @param {string} label */
const opener = (view, name, label) => html`<button type="button" class="plain" id=${`open-${name}`}
  @click=${() => view.on.open(name)}>${label}</button>`;

/** @param {View} view */
function codes({ t, codes: list, on }) {
  return html`<section class="panel card codes" aria-labelledby="codes-title"><h2 id="codes-title">${t("codesTitle")}</h2>
    <p class="note">${t("codesWhy")}</p><ol>${list.map((code) => html`<li><code>${code}</code></li>`)}</ol>
    <p class="acts"><button type="button" class="plain" @click=${on.copy}>${t("copy")}</button>
      <button type="button" class="go" id="codes-kept" @click=${on.kept}>${t("codesKept")}</button></p></section>`;
}

/** @param {View} view */
function password(view) {
  const { t, open, on, problems } = view;
  const secret = { type: "password", autocomplete: "new-password" };
  return html`<section class="panel card"><h2>${t("passwordTitle")}</h2><p class="note">${t("passwordWhy")}</p>
    ${open === "password" ? proof(view, t("changePassword"), on.changePassword, html`
      ${field({ ...secret, name: "new", label: t("newPassword"), note: t("rule"), problem: problems.new })}
      ${field({ ...secret, name: "again", label: t("again"), problem: problems.again })}`)
    : html`<p class="acts">${opener(view, "password", t("changePassword"))}</p>`}</section>`;
}

/** @param {View} view */
function factor(view) {
  const { t, security, open, on, now } = view;
  const on_ = Boolean(security.totp_since);
  const has = on_ || security.passkeys.length > 0;
  return html`<section class="panel card"><h2>${t("factorTitle")}
      ${security.required ? html`<small class="tag">${t("required")}</small>` : nothing}</h2>
    <p class="note">${t("factorWhy")}</p>
    <dl><div><dt>${t("totp")}</dt><dd id="totp-state" class=${on_ ? "ok" : "dim"}>${on_ ? t("totpOn", { date: when(security.totp_since, now) }) : t("totpOff")}</dd></div>
      <div><dt>${t("recovery")}</dt><dd id="recovery-state">${security.recovery_left ? t("recoveryLeft", { n: security.recovery_left }) : t("recoveryNone")}</dd></div></dl>
    ${open === "totp" ? view.begun ? scan(view) : proof(view, t("totpBegin"), on.beginTotp)
      : open === "totp-remove" ? proof(view, t("totpRemove"), on.removeTotp)
      : open === "recovery" ? proof(view, t("recoveryRenew"), on.renewRecovery)
      : html`<p class="acts">${on_ ? opener(view, "totp-remove", t("totpRemove")) : opener(view, "totp", t("totpBegin"))}
        ${has ? opener(view, "recovery", t("recoveryRenew")) : nothing}</p>`}</section>`;
}

/** @param {View} view */
function scan(view) {
  const { t, on, problems } = view;
  const begun = /** @type {{ secret: string, qr: string }} */ (view.begun);
  return ask(t, html`<p class="note">${t("scan")}</p><img class="qr" src=${begun.qr} alt=${t("qrAlt")}>
    <p class="secret"><span>${t("secret")}</span><code id="secret">${begun.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code></p>
    ${field({ name: "code", label: t("code"), autocomplete: "one-time-code", max: 12, problem: problems.code })}`,
  t("totpConfirm"), on.confirmTotp, on.close, view.isBusy);
}

/** @param {View} view */
function passkeys(view) {
  const { t, security, open, on, now, problems } = view;
  return html`<section class="panel card"><h2>${t("passkeysTitle")}</h2><p class="note">${t("passkeysWhy")}</p>
    ${security.passkeys.length ? html`<ul class="lines" id="passkeys">${security.passkeys.map((/** @type {any} */ one) => html`<li>
        <div><b>${one.label}</b><span>${one.host} · ${t("passkeyMade", { date: when(one.created, now) })} ·
          ${one.used ? t("passkeyUsed", { date: when(one.used, now) }) : t("passkeyUnused")}</span></div>
        ${open === `passkey-${one.passkey}` ? nothing : opener(view, `passkey-${one.passkey}`, t("passkeyRemove"))}
        ${open === `passkey-${one.passkey}` ? proof(view, t("passkeyRemove"), (event) => on.removePasskey(event, one.passkey)) : nothing}</li>`)}</ul>`
    : html`<p class="empty">${t("passkeyNone")}</p>`}
    ${!security.can_passkey ? html`<p class="note">${t("passkeyNowhere")}</p>`
    : open === "passkey" ? proof(view, t("passkeyAdd"), on.addPasskey, field({ name: "label", label: t("passkeyLabel"),
      max: 40, placeholder: t("passkeyLabelHint"), problem: problems.label }))
    : html`<p class="acts">${opener(view, "passkey", t("passkeyAdd"))}</p>`}</section>`;
}

/** @param {View} view */
function sessions({ t, security, on, now }) {
  return html`<section class="panel card wide"><h2>${t("sessionsTitle")}</h2><p class="note">${t("sessionsWhy")}</p>
    <ul class="lines" id="sessions">${security.sessions.map((/** @type {any} */ one) => html`<li data-session=${one.session}>
      <div>${sessionFacts(one, t, now)}</div>
      ${one.here ? html`<span class="ok">${t("thisOne")}</span>` : html`<button type="button" class="plain"
        @click=${() => on.endSession(one.session)}>${t("endSession")}</button>`}</li>`)}</ul>
    <p class="acts"><button type="button" class="plain" id="end-others" ?disabled=${security.sessions.length < 2}
      @click=${on.endOthers}>${t("endOthers")}</button></p></section>`;
}
