// The middle of the desk: one case, everything an officer may know of it, what comes next.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, dayKey, duration, instant } from "../thought/format.js";
import { wayKey } from "../thought/entries.js";
import { pathOf, shortOf } from "../thought/lists.js";
import { isAnswered, whyOf } from "../thought/select.js";
import { acts } from "./desk_acts.js";
import { glyph } from "./glyph.js";
import { away } from "./desk_away.js";
import { clocks } from "./desk_clocks.js";
import { documents } from "./desk_documents.js";
import { masked } from "./desk_identity.js";
import { pill } from "./desk_queue.js";
import { notices } from "./desk_notices.js";
import { ofCase } from "./desk_reception.js";
import { findings } from "./desk_findings.js";
import { ownership, supervisions } from "./desk_supervision.js";
import { visits } from "./desk_visits.js";
import { timeline } from "./desk_timeline.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */

/** @param {View} view */
export function caseFile(view) {
  const { t, file, on } = view;
  if (view.fileProblem) {
    return html`<div class="blank" role="alert"><p>${view.fileProblem}</p>
      <button class="plain" @click=${on.refresh}>${t("tryAgain")}</button>
      <button class="plain back" @click=${() => on.open(null)}>${t("backToQueue")}</button></div>`;
  }
  if (!file) return html`<div class="blank"><p>${t(view.isOpening ? "loading" : "nothingOpen")}</p></div>`;
  return html`${head(file, view)}${facts(file, view)}
    <section class="mid"><div>${parts(file, view)}${trail(file, view)}${visits(file, view)}${away(file, view)}${notices(file, view)}</div><div class="clocks">${clocks(file, view)}${ownership(file, view)}${supervisions(file, view)}${findings(file, view)}</div></section>
    ${reporter(file, view)}${ofCase(view)}${documents(view)}${timeline(file, view)}${acts(file, view)}`;
}

/** @param {CaseFile} file @param {View} view */
function head({ card }, view) {
  const { t, on, now } = view;
  return html`<header class="head"><p class="meta">
      <button class="plain back" @click=${() => on.open(null)}>‹ ${t("backToQueue")}</button>
      <span class="level l${card.level}">${glyph(card.level)}${t(`level${card.level}`)}</span>
      <span class="pill">${view.lists.name("kinds", card.kind)}</span>${pill(card, view)}
      ${card.overdue ? html`<span class="chip">${t("overdue")}</span>` : nothing}
      ${card.supervised ? html`<span class="pill">${view.lists.name("grades", card.supervised)}</span>` : nothing}
      ${card.escalated && !isAnswered(card) ? html`<span class="chip">${t("notAcknowledged")}</span>` : nothing}
      <span class="gap"></span>
      <span>${t("changedAt", { time: dayAndTime(instant(card.changed), now) })}</span>
      <span class="no">${t("receipt")} <b>${card.receipt}</b></span></p>
    <h2 id="case-title" tabindex="-1">${card.title}</h2>
    ${card.why ? html`<p class="why-line"><span>${t("whyRisen")}</span>${whyOf(card, t)}</p>` : nothing}
  </header>`;
}

/** @param {CaseFile} file @param {View} view */
function facts({ card, channel }, { t, lists, places }) {
  const days = lists.taxonomy.difficulties.find(({ code }) => code === card.difficulty)?.days ?? 0;
  const cells = [
    [t("type"), lists.name("types", card.type), lists.name("kinds", card.kind)],
    [t("difficulty"), lists.name("difficulties", card.difficulty), t("promised", { n: days })],
    [t("headcount"), t("people", { n: card.headcount }), ""],
    [t("channel"), lists.name("channels", channel), card.opened.slice(0, 10) === "" ? "" : t("openedOn", { date: dayKey(instant(card.opened)).slice(5) })],
    [t("place"), pathOf(places, card.place), [card.spot, t(`precision_${card.precision}`)].filter(Boolean).join(" · ")],
  ];
  return html`<dl class="facts">${cells.map(([name, value, small]) => html`<div><dt>${name}</dt>
    <dd>${value}<small>${small}</small></dd></div>`)}</dl>`;
}

/** @param {CaseFile} file @param {View} view */
function parts({ parts: all, card }, { t, now, me, agencies }) {
  const heading = html`<h3>${t("parts")} <b>${all.length || ""}</b></h3>`;
  if (!all.length) return html`${heading}<p class="empty">${t("noParts")}</p>`;
  return html`${heading}<table><caption class="visually-hidden">${t("parts")}</caption><thead class="visually-hidden"><tr>
      <th>${t("role")}</th><th>${t("agency")}</th><th>${t("officer")}</th><th>${t("given")}</th><th>${t("receiptState")}</th></tr></thead>
    <tbody>${[...all].sort((a, b) => Number(b.part === "lead") - Number(a.part === "lead")).map((part) => html`<tr
      class=${part.agency === me.agency?.id ? "own" : ""}><td>${t(part.part === "lead" ? "lead" : part.part === "copy" ? "copyPart" : "support")}</td>
      <td title=${agencies.get(part.agency)?.name ?? ""}>${part.name}</td><td>${part.officer}</td>
      <td>${dayAndTime(instant(part.assigned), now)}</td>
      <td>${part.part === "copy" ? html`<span class="q">${t("copyReads")}</span>` : part.returned ? html`<span class="chip">${t("returnedAt", { time: dayAndTime(instant(part.returned), now) })}</span>`
        : part.signed ? html`<span class="ok">${t("signedAt", { time: dayAndTime(instant(part.signed), now) })}</span>`
          : html`<span class="chip">${t("waitsFor", { time: duration(now - instant(part.assigned), t) })}</span>${
            part.return_by && instant(part.return_by) > now ? html` <span class="q">${t("returnBy", { time: dayAndTime(instant(part.return_by), now) })}</span>` : nothing}`}</td></tr>`)}
    </tbody></table>${card.lead ? nothing : html`<p class="empty">${t("noLead")}</p>`}`;
}

/** The way between agencies and levels, with the returns. @param {CaseFile} file @param {View} view */
function trail({ trail: steps = [], returns = [] }, { t, lists, now }) {
  if (steps.length < 2 && !returns.length) return nothing;
  const bounced = returns.filter(({ number }) => number).length;
  return html`<h3>${t("trail")}${bounced ? html` <b>${t("returnedTimes", { n: bounced })}</b>` : nothing}</h3>
    <ul class="near trail">${steps.map((step) => html`<li><b>${step.name}</b> ${t(`tier_${step.level}`)}
      <small>${t(wayKey(step.way))} · ${dayAndTime(instant(step.at), now)}</small></li>`)}
    ${returns.map((one) => html`<li><b>${one.name}</b> ${one.number ? `${t("did_returned")} ${one.number}` : t("did_part_returned")}
      <small>${lists.name("grounds", one.ground)} · ${one.words} · ${dayAndTime(instant(one.at), now)}</small></li>`)}</ul>`;
}

/** @param {CaseFile} file @param {View} view */
function reporter({ reporter: who, words, entries, parties = [], reports = [], links = [], merged = [], into = null }, view) {
  const { t, lists, now } = view;
  const first = parties.find(({ part, report }) => part === "reporter" && report === null);
  const photos = entries.filter((entry) => entry.type === "case.opened").flatMap((entry) => entry.photos);
  const others = parties.filter((one) => one !== first);
  return html`<section class="said">
    <p class="ident"><span class="q">${t("reporter")}</span>${who
      ? html`${first ? masked(first, view) : html`<b>${who.name || t("unnamed")}</b><span>${who.phone}</span>`}<span class="q">${t("masked")}</span>`
      : html`<span>${t("noReporter")}</span>`}${reports[0]?.reference ? html`<span class="q">${t("reference")}</span><span>${reports[0].reference}</span>` : nothing}</p>
    ${others.length ? html`<ul class="near parties" aria-label=${t("parties")}>${others.map((one) => html`<li>
      <span class="q">${lists.name("person_parts", one.part)}</span> ${masked(one, view)}</li>`)}</ul>` : nothing}
    <p class="words"><span class="q">${t("words")}</span><span>${words}</span></p>
    ${reports.slice(1).map((one) => html`<p class="words"><span class="q">${t("moreReports")}</span><span>${one.words}
      <small class="q">${one.receipt} · ${lists.name("channels", one.channel)} · ${one.agency} · ${dayAndTime(instant(one.at), now)}${one.reference ? ` · ${one.reference}` : ""}</small></span></p>`)}
    ${beside(into ? [into] : [], "goesOnIn", view)}${beside(merged, "mergedHere", view)}${beside(links, "links", view)}
    ${photos.length ? html`<div class="thumbs">${photos.map((id, index) => thumb(id, index, t))}</div>` : nothing}
  </section>`;
}

/** Cases beside this one, each a way there. @param {import("../types/file.js").FileLink[]} all @param {string} word @param {View} view */
function beside(all, word, { t, lists, on }) {
  if (!all.length) return nothing;
  return html`<ul class="near links" aria-label=${t(word)}>${all.map((one) => html`<li><span class="q">${t(word)}</span>
    <button class="plain" @click=${() => on.open(one.case)}>${one.title}</button> <small>${one.receipt} · ${lists.name("states", one.state)}</small></li>`)}</ul>`;
}

/** @param {string} id @param {number} index @param {View["t"]} t */
export const thumb = (id, index, t) => html`<a href=${`/api/photos/${encodeURIComponent(id)}`} target="_blank" rel="noopener"><img
  loading="lazy" src=${`/api/photos/${encodeURIComponent(id)}`} alt=${t("photoNumber", { n: index + 1 })}></a>`;

/** The place in one word for the map's head. @param {View} view */
export const placeWord = ({ file, places }) => (file ? shortOf(places, file.card.place) : "");
