// The clocks of a case: how much of each is used, which stands still, and what is asked for them.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, dayKey, duration, instant } from "../thought/format.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */
/** @typedef {import("../types/file.js").FileDeadline} FileDeadline */
/** @typedef {import("../types/file.js").FileRequest} FileRequest */

/** @param {CaseFile} file @param {View} view */
export function clocks({ deadlines, requests = [], next }, view) {
  const { t, lists, on } = view;
  const may = next.filter(({ deed, allowed }) => allowed && ["ask-time", "decide-time", "resume-clock"].includes(deed));
  return html`<h3>${t("deadlines")}</h3>${deadlines.length
    ? deadlines.map((line) => clock(line, view)) : html`<p class="empty">${t("noDue")}</p>`}
    ${requests.map((one) => request(one, view))}
    ${may.length ? html`<p class="asks">${may.map(({ deed }) => html`<button class="plain" data-time=${deed}
      @click=${() => on.deed(deed)}>${lists.name("deeds", deed)}</button>`)}</p>` : nothing}`;
}

/** One promise with its marks at 50, 80 and 100 per cent. @param {FileDeadline} line @param {View} view */
function clock(line, view) {
  const { t, lists, now } = view;
  const [from, to] = [instant(line.started), instant(line.due)];
  const at = line.met ? instant(line.met) : now;
  const used = Math.max(0, Math.round((100 * (at - from)) / Math.max(1, to - from)));
  return html`<div class="clock ${line.met ? "met" : ""}"><p><b>${lists.name("deadlines", line.name)}</b>
      ${line.redo ? html`<span class="q">${t("redoNumber", { n: line.redo })}</span>` : nothing}
      <span class="q">${line.met ? t("metAt", { time: dayAndTime(instant(line.met), now) })
        : line.paused_until ? "" : t("used", { n: used })}</span>
      <span class="gap"></span><span>${t("until", { date: dueDay(to, t) })}</span>${left(line, at, view)}</p>
    <div class="bar" role="img" aria-label=${t("used", { n: used })}><s .style=${`--used: ${Math.min(100, used)}`}></s>
      ${[50, 80, 100].map((mark) => html`<u class="m${mark} ${used >= mark ? "past" : ""}">${mark}%</u>`)}</div>
    ${line.granted ? html`<p class="q">${t("extendedBy", { n: line.granted })}</p>` : nothing}
    ${line.provisional ? html`<p class="q">${t("provisional", { year: dayKey(to - 1).slice(0, 4) })}</p>` : nothing}</div>`;
}

/** What is left, or by how much it is late. @param {FileDeadline} line @param {number} at @param {View} view */
function left(line, at, { t, now }) {
  const to = instant(line.due);
  if (line.paused_until) {
    return html`<strong class="chip">${t("pausedUntil", { date: dueDay(instant(line.paused_until), t) })}</strong>`;
  }
  if (at > to) return html`<strong class="chip">${t("lateBy", { time: duration(at - to, t) })}</strong>`;
  return html`<strong>${line.met ? t("met") : duration(to - now, t)}</strong>`;
}

/** @param {FileRequest} one @param {View} view */
function request(one, view) {
  const { t, now } = view;
  const state = one.granted === true ? "timeGranted" : one.granted === false ? "timeRefused" : one.lapsed ? "timeLapsed" : "timeWaits";
  return html`<div class="clock asked"><p><b>${wishOf(one, view)}</b><span class="gap"></span>
      <span class=${state === "timeWaits" ? "chip" : "q"}>${t(state)}</span></p>
    <p class="q">${one.words} · ${one.by} · ${dayAndTime(instant(one.at), now)}</p>
    ${one.if_granted ? html`<p class="q">${t("ifGranted", { date: dueDay(instant(one.if_granted), t) })}</p>` : nothing}
    ${one.answer ? html`<p class="q">${one.answer} · ${one.decided_by}</p>` : nothing}</div>`;
}

/** What is asked for in one line. @param {FileRequest} one @param {View} view */
function wishOf({ wish, deadline, reason, days, difficulty }, { t, lists }) {
  const told = [lists.name("wishes", wish)];
  if (wish === "extension") told.push(lists.name("deadlines", deadline));
  if (reason) told.push(lists.name("pauses", reason));
  if (days) told.push(t("daysShort", { n: days }));
  if (difficulty) told.push(lists.name("difficulties", difficulty));
  return told.join(" · ");
}

/** The request that waits, for whoever decides. @param {View} view */
export function waitingRequest(view) {
  const waits = (view.file?.requests ?? []).find(({ decided, lapsed }) => !decided && !lapsed);
  return waits ? request(waits, view) : nothing;
}

/** Due at 24:00 reads as the day that ends then. @param {number} at @param {View["t"]} t */
function dueDay(at, t) {
  const names = t("weekdays");
  const days = names.includes(" ") ? names.split(" ") : [...names];
  const last = at - 1;
  const weekday = days[new Date(last + 8 * 3_600_000).getUTCDay()];
  return `${dayKey(last).slice(5)} ${t("weekday", { d: weekday })}`;
}
