// Somebody's own complaint about a unit, filed without an account, drawn from the page's view.

import { html } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { area, choice, field } from "./account.js";
import { picked, slip } from "./complaint.js";

/** @param {any} view */
export function complaint(view) {
  const { t, filed, agencies, problems, on, isBusy } = view;
  if (filed) return slip(view);
  const items = agencies.map((/** @type {any} */ one) => /** @type {[string, string]} */ ([one.id, one.name]));
  return html`<section class="panel card" aria-labelledby="complain-title"><h2 id="complain-title">${t("complain")}</h2>
    <p class="note">${t("complainWhy")}</p>
    <form class="form" method="post" id="complaint" novalidate @submit=${on.file}>
      ${choice({ name: "accused", label: t("f_accused"), items: [["", t("pickAgency")], ...items], problem: problems.accused })}
      <p class="acts"><button type="button" class="plain" id="add-accused" @click=${on.add}>${t("addAccused")}</button></p>
      ${picked(view)}
      ${area({ name: "words", label: t("f_said"), max: 5000, note: t("saidHint"), problem: problems.words })}
      ${field({ name: "name", label: t("f_name"), max: 40, problem: problems.name })}
      ${field({ name: "phone", label: t("f_phone"), max: 30, problem: problems.phone })}
      <p class="acts"><button type="submit" class="go" id="file" ?disabled=${isBusy}>${t("file")}</button>
        <button type="button" class="plain" id="back" @click=${on.another}>${t("backToSlip")}</button></p></form></section>`;
}
