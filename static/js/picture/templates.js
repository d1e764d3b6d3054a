// Templates of documents, drawn from their view: one kind, its versions, a draft and how it looks.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { keyed } from "../../vendor/lit-html-3.3.3/directives/keyed.js";
import { area, bar, choice, field, rooms, said } from "./account.js";
import { page } from "./paper.js";

/** @typedef {{ version: number, title: string, mark: string, body: string, by: string, why: string,
 *   state: string, from: string | null }} Version */
/** @typedef {{ kind: string, name: string, fields: { name: string, en: string }[], versions: Version[] }} Template */
/** @typedef {import("./account.js").Frame & { me: any, items: Template[] | null, kind: string,
 *   draft: Version, shown: import("../types/desk.js").SheetShown | null, isBusy: boolean,
 *   isForeign: boolean, language: string, problems: Record<string, string>,
 *   on: import("./account.js").Frame["on"] & Record<string, any> }} View */

/** @param {View} view @param {HTMLElement} root */
export function drawTemplates(view, root) {
  const { t, me, items, kind, isForeign } = view;
  const found = items?.find((one) => one.kind === kind);
  render(html`${bar(view, t("heading"), rooms(view, me, "/templates"))}
    <main class="lane">${said(view)}
      ${found ? html`${keyed(`${kind}-${view.draft.version}`, draft(found, view))}${shown(view)}${versions(found, view)}`
    : html`<p class="empty" role="status">${t(isForeign ? "notFound" : "loading")}</p>`}</main>`, root);
}

/** @param {Template} found @param {View} view */
function draft(found, { t, items, draft: text, problems, isBusy, language, on }) {
  return html`<section class="panel card"><p class="note">${t("why", { field: "{事项}" })}</p>
    <form class="form" method="post" id="template" novalidate @submit=${on.write}>
      ${choice({ name: "kind", label: t("kindIs"), items: (items ?? []).map((one) => [one.kind, one.name]), value: found.kind, changed: on.kind })}
      ${field({ name: "title", label: t("name"), max: 60, value: text.title, problem: problems.title })}
      ${field({ name: "mark", label: t("mark"), max: 20, value: text.mark, problem: problems.mark })}
      ${area({ name: "body", label: t("body"), max: 20000, value: text.body, problem: problems.body })}
      <details class="wide"><summary>${t("fields")}</summary><p class="note">${found.fields.map((one) => html`<span class="tag"
        title=${one.en}>{${one.name}}${language === "en" ? ` ${one.en}` : ""}</span> `)}</p></details>
      ${field({ name: "case", label: t("caseIs"), max: 19, note: t("caseHint"), problem: problems.case })}
      ${field({ name: "from", label: t("from"), type: "date", problem: problems.from })}
      ${field({ name: "why", label: t("reason"), max: 200, problem: problems.why })}
      <p class="acts"><button type="button" class="plain" id="look" ?disabled=${isBusy} @click=${on.look}>${t("look")}</button>
        <button type="submit" class="go" ?disabled=${isBusy}>${t("write")}</button></p></form></section>`;
}

/** @param {View} view */
const shown = ({ t, shown: sheet }) => (sheet ? html`<section class="panel card" id="shown"><h2>${t("shown")}</h2>${page(sheet)}</section>` : nothing);

/** @param {Template} found @param {View} view */
const versions = (found, { t, on }) => html`<section class="panel card" aria-labelledby="versions-title">
  <h2 id="versions-title">${t("versions")}</h2><ul class="lines" id="versions">${[...found.versions].reverse().map((one) => html`<li
    data-version=${one.version}><div><b>${one.title}</b><span>${one.mark}〔 〕</span><span>${one.from ? t("begins", { date: one.from }) : t("ships")}</span>
      <span>${one.by ? t("by", { name: one.by, why: one.why }) : ""}</span></div><small class="tag">${t(`state_${one.state}`)}</small>
    <button type="button" class="plain" @click=${() => on.use(one)}>${t("use")}</button></li>`)}</ul></section>`;
