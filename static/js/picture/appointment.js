// The fields by which a booked reception is changed, on the desk and in the reception: when, at
// whose wish, and why. The reason is read by the petitioner too, and says so.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";

/** @typedef {import("../types/reception.js").Change} Change */

/** @param {Event} event */
const textOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/**
 * @param {import("../thought/appointment.js").Kind} kind @param {Change} change
 * @param {string[]} lacks names of what is missing, once it was tried
 * @param {import("../thought/i18n.js").Translate} t @param {(change: Partial<Change>) => void} tell
 */
export function fields(kind, change, lacks, t, tell) {
  const wrong = (/** @type {string} */ name) => (lacks.includes(name) ? "wrong" : "");
  return html`${kind === "move" ? html`<div class="field wide ${wrong("starts")}"><label for="starts">${t("newTime")}</label>
      <input id="starts" type="datetime-local" .value=${live(change.starts)} @input=${(/** @type {Event} */ event) => tell({ starts: textOf(event) })}>
      <p class="why">${lacks.includes("starts") ? t("needNewTime") : ""}</p></div>` : nothing}
    <fieldset class="field wide ${wrong("side")}"><legend>${t(kind === "noshow" ? "side" : "whoseWish")}</legend><div class="choices">${["petitioner", "official"].map((side) => html`<label
      class=${change.side === side ? "on" : ""}><input type="radio" name="side" .checked=${live(change.side === side)} @change=${() => tell({ side })}><span>${t(`${side}Side`)}</span></label>`)}</div>
      <p class="why">${lacks.includes("side") ? t("needSide") : ""}</p></fieldset>
    <div class="field wide ${wrong("reason")}"><label for="reason">${t("reason")}</label><textarea id="reason" rows="3" maxlength="200"
      .value=${live(change.reason)} @input=${(/** @type {Event} */ event) => tell({ reason: textOf(event) })}></textarea>
      <p class="why">${lacks.includes("reason") ? t("needReason") : ""}</p></div>
    <p class="q">${t("reasonIsRead")}</p>`;
}
