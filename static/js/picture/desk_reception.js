// Receptions on the desk: today's list, the one of the open case or the way to book it, the form,
// and the tasks that came of it.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { lacksOf } from "../thought/appointment.js";
import { LENGTHS, below, byTurn, dueDate, isOurs, wrong } from "../thought/booking.js";
import { dayAndTime, duration, instant, shortTime } from "../thought/format.js";
import { shortOf } from "../thought/lists.js";
import { fields } from "./appointment.js";
import { frame } from "./desk_sheet.js";
import { lights } from "./lights.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/desk.js").BookingSheet} Booking */

const MOST = 3;
/** @param {number} id */
const address = (id) => `/reception?id=${id}`;
/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** Who may book. @param {View["me"]} me */
export const mayBook = (me) => me.verbs.includes("book_reception");

/** Today's, in their turn. @param {View} view */
export function todays(view) {
  const { t, receptions, parties } = view;
  const open = receptions.filter(({ state }) => !["closed", "no_show", "cancelled"].includes(state)).sort(byTurn);
  if (!open.length) return nothing;
  return html`<h3>${t("receptions")} <b>${open.length}</b></h3><ul class="rcps">${open.slice(0, MOST).map((one) => html`<li>
    <time>${shortTime(instant(one.starts_at))}</time><span class="one">${one.title}</span>${lights(one.sites, t)}
    <small>${t(`rec_${one.state}`)}${one.began_at && one.state !== "closing" ? html` · ${duration(view.now - instant(one.began_at), t)}` : nothing}${one.waiting ? html` · ${t("partiesWaiting", { n: one.waiting })}` : nothing}</small>
    <a class="enter" href=${address(one.reception)}>${t("enterReception")}</a>
    ${parties.some(({ reception }) => reception === one.reception) ? html`<ol class="parties">${parties.filter(({ reception }) => reception === one.reception).map((party) => html`<li>
      <b>${t("turnOf", { n: party.place })}</b> ${party.name}${party.estimate_minutes ? html` <span class="q">${t("aboutMinutes", { n: party.estimate_minutes })}</span>` : nothing}</li>`)}</ol>` : nothing}</li>`)}</ul>
    ${open.length > MOST ? html`<p class="q more">${t("allReceptions", { n: open.length })}</p>` : nothing}`;
}

/** On the case: its reception, or the way to one; what was promised. @param {View} view */
export function ofCase(view) {
  const { t, file, me, now, cards, on, openReceptions } = view;
  if (!file) return nothing;
  const held = openReceptions.find((one) => one.case === file.card.case);
  const tasks = file.tasks ?? [];
  const isOpen = file.card.state !== "closed" && cards !== null;
  if (!held && !tasks.length && !(isOpen && mayBook(me))) return nothing;
  return html`<section class="rcp">${held ? html`<p>${lights(held.sites, t)}<b>${t("hasReception", { time: dayAndTime(instant(held.starts_at), now) })}</b>
      <span class="pill">${t(`rec_${held.state}`)}</span><span class="gap"></span>${mayBook(me) && ["booked", "waiting"].includes(held.state) ? html`<button class="enter" data-do="move" @click=${() => on.appoint(held.id, "move")}>${t("move")}</button>
      <button class="enter" data-do="cancel" @click=${() => on.appoint(held.id, "cancel")}>${t("calloff")}</button>
      <button class="enter" data-do="noshow" @click=${() => on.appoint(held.id, "noshow")}>${t("noShow")}</button>` : nothing}
      <a class="enter" href=${address(held.id)}>${t("enterReception")}</a></p>`
    : isOpen && mayBook(me) ? html`<p><span class="q">${t("bookNote")}</span><span class="gap"></span>
      <button class="enter" data-do="book" @click=${on.book}>${t("bookReception")}<kbd>J</kbd></button></p>` : nothing}
    ${tasks.length ? html`<ul class="tasks" aria-label=${t("tasks")}>${tasks.map((task) => taskLine(task, view))}</ul>` : nothing}</section>`;
}

/** @param {import("../types/file.js").FileTask} task @param {View} view */
function taskLine(task, { t, me, on }) {
  const state = task.state === "withdrawn" ? html`<span class="q">${t("taskWithdrawn")}</span>` : task.state === "answered" ? html`<span class="ok">${t("taskAnswered")}</span>`
    : html`<span class=${task.state === "overdue" ? "chip" : "q"}>${t(task.state === "overdue" ? "overdue" : "taskOpen")}</span>`;
  return html`<li><b>${task.words}</b><span class="q">${task.name} · ${task.officer} · ${t("taskDue", { date: dueDate(task) })}</span>${state}
    ${isOurs(task, me) ? html`<button class="enter" @click=${() => on.answer(task.task)}>${t("answerTask")}</button>` : nothing}
    ${task.answer ? html`<p>${task.answer}</p>` : nothing}</li>`;
}

/** @param {import("../types/desk.js").AppointmentSheet} held @param {View} view */
export function appointmentSheet(held, view) {
  const { t, on, now } = view;
  const { deed, change, reception } = held;
  const lacks = held.isTried ? lacksOf(deed, change, now, instant(reception.starts_at)) : [];
  const word = { move: "move", cancel: "calloff", noshow: "noShow" }[deed];
  return frame(view, t(`${word}Title`), html`<p class="about"><b>${reception.title}</b><span>${dayAndTime(instant(reception.starts_at), now)}</span></p>
    <div class="grid">${fields(deed, change, lacks, t, on.change)}</div><p class="bad" role="alert" ?hidden=${!held.said}>${held.said}</p>`,
  html`<span class="gap"></span><button type="button" class="btn2" @click=${on.close}>${t("cancel")}<kbd>Esc</kbd></button>
    <button type="submit" class="btn2 go" ?disabled=${held.isBusy}>${t(held.isBusy ? "sending" : word)}<kbd>Ctrl ↵</kbd></button>`);
}

/** @param {Booking} held @param {View} view */
export function bookingSheet(held, view) {
  const { t, on, places, now } = view;
  const { wish, card } = held;
  const lacks = held.isTried ? wrong(wish, now) : [];
  const county = card.place.slice(0, LENGTHS.county);
  const chooser = (/** @type {"township" | "village"} */ level, /** @type {string} */ above) => html`<div class="field ${lacks.includes(level) ? "wrong" : ""}">
    <label for=${`f-${level}`}>${t(`lv_${level}`)}</label><select id=${`f-${level}`} .value=${live(wish[level])} @change=${(/** @type {Event} */ event) => on.wish({ [level]: valueOf(event) })}>
      <option value=""></option>${below(places, above, LENGTHS[level]).map(({ code, short }) => html`<option value=${code} ?selected=${code === wish[level]}>${short}</option>`)}</select>
    <p class="why">${lacks.includes(level) ? t("needChoice") : ""}</p></div>`;
  return frame(view, t("bookReception"), html`<p class="about"><b>${card.title}</b><span>${card.receipt}</span></p><div class="grid">
    <div class="field ${lacks.includes("starts") ? "wrong" : ""}"><label for="f-starts">${t("book_starts")}</label>
      <input id="f-starts" type="datetime-local" autofocus .value=${live(wish.starts)} @input=${(/** @type {Event} */ event) => on.wish({ starts: valueOf(event) })}>
      <p class="why">${lacks.includes("starts") ? t("needTime") : ""}</p></div>
    <div class="field"><label for="f-petitioner">${t("book_petitioner")}</label><input id="f-petitioner" type="text" maxlength="30" placeholder=${t("petitionerHint")}
      .value=${live(wish.petitioner)} @input=${(/** @type {Event} */ event) => on.wish({ petitioner: valueOf(event) })}><p class="why"></p></div>
    <div class="field wide"><p class="label">${t("book_sites")}</p><p>${t("lv_county")} · ${shortOf(places, county)}</p></div>
    ${chooser("township", county)}${chooser("village", wish.township)}
    ${people(held, view)}</div><p class="bad" role="alert" ?hidden=${!held.said}>${held.said}</p>`,
  html`<span class="gap"></span><button type="button" class="btn2" @click=${on.close}>${t("cancel")}<kbd>Esc</kbd></button>
    <button type="submit" class="btn2 go" ?disabled=${held.isBusy}>${t(held.isBusy ? "sending" : "book")}<kbd>Ctrl ↵</kbd></button>`);
}

/** @param {Booking} held @param {View} view */
function people({ wish, officers }, { t, on }) {
  const all = officers.flatMap(({ level, people: here }) => here.filter((one) => one.can_attend).map((one) => ({ ...one, level })));
  if (!all.length) return nothing;
  return html`<fieldset class="field wide"><legend>${t("book_people")}</legend><div class="choices">${all.map((one) => {
    const isIn = wish.people.includes(one.account);
    return html`<label class=${isIn ? "on" : ""}><input type="checkbox" .checked=${live(isIn)}
      @change=${() => on.wish({ people: isIn ? wish.people.filter((id) => id !== one.account) : [...wish.people, one.account] })}>
      <span>${t(`lv_${one.level}`)} ${one.name}<small>${t(`role_${one.role}`)}</small></span></label>`;
  })}</div></fieldset>`;
}
