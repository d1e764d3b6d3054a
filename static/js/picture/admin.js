// The administrators' page: what the role manages, in tabs; drawn from its view.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { bar, rooms, said } from "./account.js";
import { accounts, factors, sessions } from "./admin_security.js";
import { agencies, duties, kiosks } from "./admin_system.js";

/** @typedef {import("./account.js").Frame & { me: any, tab: string, tabs: string[], items: any,
 *   open: string, isBusy: boolean, problems: Record<string, string>, query: string, now: number,
 *   link: { heading: string, why: string, url: string } | null, agencyItems: any[], officers: any[],
 *   chosen: string, roles: string[], on: import("./account.js").Frame["on"] & Record<string, any> }} View */

/** @type {Record<string, (view: View) => unknown>} */
const TABS = { accounts, sessions, factors, kiosks, agencies, duties };

/** @param {View} view @param {HTMLElement} root */
export function drawAdmin(view, root) {
  const { t, me, tab, tabs, on } = view;
  render(html`${bar(view, t("heading"), rooms(view, me, "/admin"))}
    <main><nav class="tabs" aria-label=${t("heading")}>${tabs.map((name) => html`<button type="button"
        class="plain" data-tab=${name} aria-current=${name === tab ? "page" : "false"}
        @click=${() => on.tab(name)}>${t(`tab_${name}`)}</button>`)}</nav>
      ${said(view)}${view.link ? link(view) : nothing}
      ${tab && view.items ? TABS[tab](view) : html`<p class="empty">${t(me && !tabs.length ? "nothingHere" : "loading")}</p>`}
    </main>`, root);
}

/** @param {View} view */
function link({ t, link: told, on }) {
  const { heading, why, url } = /** @type {{ heading: string, why: string, url: string }} */ (told);
  return html`<section class="panel card link" aria-labelledby="link-title"><h2 id="link-title">${heading}</h2>
    <p class="note">${why}</p><input id="link" readonly .value=${url} aria-labelledby="link-title">
    <p class="acts"><button type="button" class="plain" @click=${on.copyLink}>${t("copy")}</button>
      <button type="button" class="go" id="link-done" @click=${on.dropLink}>${t("gotIt")}</button></p></section>`;
}
