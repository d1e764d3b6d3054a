// Filing a complaint and declaring relations, drawn from the lane's view.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { area, choice, field, when } from "./account.js";
import { picked, slip } from "./complaint.js";
import { agency, official } from "./sealed_file.js";

/** @typedef {import("./sealed.js").View} View */

/** @param {View} view */
export function filing(view) {
  const { t, filed, taxonomy, language, problems, on, isBusy } = view;
  if (filed) return slip(view);
  const channels = (taxonomy?.channels ?? []).map((/** @type {any} */ one) => /** @type {[string, string]} */ ([one.code, one[language]]));
  return html`<section class="panel card" aria-label=${t("tab_filing")}><p class="note">${t("filingWhy")}</p>
    <form class="form" method="post" id="filing" novalidate @submit=${on.file}>
      ${agency(view, "accused", t("f_accused"))}${official(view, "official", t("f_official"))}
      <p class="acts"><button type="button" class="plain" id="add-accused" @click=${on.add}>${t("addAccused")}</button></p>
      ${picked(view)}
      ${area({ name: "words", label: t("f_said"), max: 5000, note: t("saidHint"), problem: problems.words })}
      ${choice({ name: "channel", label: t("f_channel"), items: channels, problem: problems.channel })}
      ${field({ name: "name", label: t("f_name"), max: 40, problem: problems.name })}
      ${field({ name: "phone", label: t("f_phone"), max: 30, problem: problems.phone })}
      <p class="acts"><button type="submit" class="go" ?disabled=${isBusy}>${t("file")}</button></p></form></section>`;
}

/** @param {View} view */
export function relations(view) {
  const { t, relations: declared, now, on, isBusy } = view;
  return html`<section class="panel card" aria-label=${t("tab_relations")}><p class="note">${t("relationsWhy")}</p>
    <form class="form" method="post" id="declare" novalidate @submit=${on.declare}>
      ${agency(view, "agency", t("f_accused"))}${official(view, "account", t("f_person"))}
      <p class="acts"><button type="submit" class="go" ?disabled=${isBusy}>${t("declare")}</button></p></form>
    ${declared === null ? nothing : declared.length ? html`<ul class="lines" id="relations">${declared.map((one) => html`<li>
        <div><b>${one.name}</b><span>${t("declaredAt", { date: when(one.declared_at, now) })}</span></div></li>`)}</ul>`
    : html`<p class="empty">${t("relationsNone")}</p>`}</section>`;
}
