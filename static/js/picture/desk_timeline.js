// The timeline of a case, newest first, with a filter.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { repeat } from "../../vendor/lit-html-3.3.3/directives/repeat.js";
import { FILTERS, chosen, deedKey, factLines } from "../thought/entries.js";
import { dayKey, instant, shortTime } from "../thought/format.js";
import { icon } from "./icons.js";
import { thumb } from "./desk_case.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").FileEntry} FileEntry */

const RECORDS = ["reception.closed", "reception.no_show", "reception.cancelled"];

/** @param {import("../types/file.js").CaseFile} file @param {View} view */
export function timeline({ entries }, view) {
  const { t, filter, on } = view;
  const shown = chosen(entries, filter);
  const count = (/** @type {string} */ name) => chosen(entries, name).length;
  return html`<section class="tl"><div class="tlh"><h3>${t("timeline")}</h3>
      <nav class="flt" aria-label=${t("timeline")}>${Object.keys(FILTERS).map((name) => html`<button
        aria-pressed=${filter === name ? "true" : "false"} class=${filter === name ? "on" : ""}
        @click=${() => on.filter(name)}>${t(`filter_${name}`)}<i>${count(name)}</i></button>`)}</nav>
      <span class="gap"></span><span class="q">${t("newestFirst")}</span></div>
    ${shown.length ? html`<ol class="ev" tabindex="0" aria-label=${t("timeline")}>${repeat(shown, (entry) => entry.id, (entry, index) =>
      line(entry, shown[index - 1], view))}</ol>` : html`<p class="empty">${t("noEntries")}</p>`}</section>`;
}

/** @param {FileEntry} entry @param {FileEntry | undefined} above @param {View} view */
function line(entry, above, view) {
  const { t, now, agencies } = view;
  const at = instant(entry.at);
  const day = dayKey(at);
  const isNewDay = !above || dayKey(instant(above.at)) !== day;
  const names = { t, lists: view.lists, places: view.places, agencyName: (/** @type {string} */ id) => agencies.get(id)?.short_name ?? id };
  const told = factLines(entry, names);
  const house = ["case.overdue", "case.warned", "case.recounted", "rule.found"].includes(entry.type);
  return html`<li class="${isNewDay ? "d" : ""} ${house ? "sys" : ""}">
    <span class="dy">${isNewDay ? (day === dayKey(now) ? t("today") : day.slice(5)) : ""}</span>
    <time datetime=${entry.at}>${shortTime(at)}</time>${icon(entry.type)}
    <span class="who one" title=${`${entry.agency} ${entry.by}`}>${entry.agency} <b>${entry.by === entry.agency ? "" : entry.by}</b></span>
    <div><p><b class="did">${t(deedKey(entry.type))}</b>${entry.words ? html`<span class="text">${entry.words}</span>` : nothing}</p>
      ${told.length ? html`<p class="q">${told.join(" · ")}</p>` : nothing}
      ${RECORDS.includes(entry.type) ? html`<p><a class="q" href=${`/reception?id=${entry.facts.reception}`}>${t("receptionRecord")}</a></p>` : nothing}
      ${entry.photos.length && entry.type !== "case.opened" ? html`<div class="thumbs">${entry.photos.map((id, index) => thumb(id, index, t))}</div>` : nothing}</div>
  </li>`;
}
