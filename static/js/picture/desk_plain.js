// Sheets without a form: the receipt to hand over, the keys, what is on its way, goodbye.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, dayKey, instant, shortTime } from "../thought/format.js";
import { pathOf } from "../thought/lists.js";
import { sentence } from "../thought/problems.js";
import { NUMBERED } from "../thought/queue.js";
import { frame } from "./desk_sheet.js";
import { unsent } from "./icons.js";

/** @typedef {import("../types/desk.js").DeskView} View */

/** @param {import("../types/desk.js").ReceiptSheet} held @param {View} view */
export function receiptSheet({ receipt, code, qr, card }, view) {
  const { t, lists, places, on, me } = view;
  const at = instant(card.opened);
  const lines = [
    [t("matter"), card.title], [t("kindAndType"), `${lists.name("kinds", card.kind)} · ${lists.name("types", card.type)}`],
    [t("place"), pathOf(places, card.place)],
    [t("lead"), card.lead ? `${card.lead.name} ${card.lead.officer}` : t("leadLater")],
    [t("openedAt"), `${dayKey(at)} ${shortTime(at)}`],
    ...(card.due ? [[t("promisedBy"), dayKey(instant(card.due) - 1)]] : []),
  ];
  const content = html`<div class="slip"><p class="centre">${me.centre}</p><p class="kind">${t("slip")}</p>
    <p class="number"><span>${t("receiptNumber")}</span><b id="receipt-number">${receipt}</b></p>
    <p class="number"><span>${t("queryCode")}</span><b id="query-code">${code}</b></p>
    <img class="qr" src=${qr} alt=${t("slipQr")}>
    <dl>${lines.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="q">${t("slipNote")} <b>${location.origin}/own</b></p></div>`;
  return frame(view, t("registered_ok"), content, html`<span class="gap"></span>
    <button type="button" class="btn2" @click=${on.print}>${t("print")}<kbd>Ctrl P</kbd></button>
    <button type="submit" class="btn2 go" autofocus>${t("done")}<kbd>↵</kbd></button>`, "receipt");
}

/** @param {View} view */
export function helpSheet(view) {
  const { t, lists, on } = view;
  const general = [
    ["N", t("newCase")], ["/", t("search")], [`1 – ${NUMBERED}`, t("keySwitch")], ["[ ]", t("keyBeside")], ["↑ ↓", t("keySelect")], ["↵", t("keyOpen")],
    ["M", t("keyMap")], ["G", t("keyLetters")], ["J", t("bookReception")], ["#", t("lookup")], [".", t("keyNotNow")], ["L", t("keyLanguage")], ["D", t("keyTheme")], ["?", t("help")], ["Esc", t("keyClose")], ["Ctrl ↵", t("keySend")],
  ];
  const list = (/** @type {string[][]} */ lines) => html`<ul class="keylist">${lines.map(([key, word]) => html`<li><kbd>${key}</kbd>${word}</li>`)}</ul>`;
  return frame(view, t("help"), html`<div class="two"><div><h3>${t("keysGeneral")}</h3>${list(general)}</div>
    <div><h3>${t("keysDeeds")}</h3>${list(lists.taxonomy.deeds.map(({ code, key }) => [key.toUpperCase(), lists.name("deeds", code)]))}
    <p class="q">${t("keysNote")}</p></div></div>`,
  html`<span class="gap"></span><button type="button" class="btn2 go" autofocus @click=${on.close}>${t("close")}</button>`);
}

/** @param {View} view */
export function lettersSheet(view) {
  const { t, letters, on, now } = view;
  const content = letters.length ? html`<ul class="letters">${[...letters].reverse().map((letter) => html`<li class=${letter.state}>
      ${letter.state === "delivered" ? html`<span class="ok tick">✓</span>` : unsent()}
      <div><b>${letter.label}</b><p class="q">${dayAndTime(letter.at, now)}${letter.files.length ? ` · ${t("photoCount", { n: letter.files.length })}` : ""}${
        letter.reply?.receipt ? ` · ${letter.reply.receipt}` : ""}</p>
        ${letter.state === "refused" && letter.problem ? html`<p class="why">${sentence(letter.problem, t)}</p>` : nothing}</div>
      <span class=${letter.state === "delivered" ? "ok" : "chip"}>${t(`letter_${letter.state}`)}</span>
      ${letter.state === "refused" ? html`<button type="button" class="btn2" @click=${() => on.amend(letter.id)}>${t("amend")}</button>` : nothing}
      ${letter.state === "waiting" ? nothing : html`<button type="button" class="plain" @click=${() => on.forget(letter.id)}>${t("forget")}</button>`}</li>`)}</ul>`
    : html`<p class="empty">${t("noLetters")}</p>`;
  return frame(view, t("lettersTitle"), html`<p class="q">${t("lettersNote")}</p>${content}`,
    html`<span class="gap"></span><button type="button" class="btn2" @click=${on.retry}>${t("retryNow")}</button>
      <button type="button" class="btn2 go" autofocus @click=${on.close}>${t("close")}</button>`);
}

/** @param {View} view */
export function leaveSheet(view) {
  const { t, on } = view;
  const waiting = view.letters.filter(({ state }) => state !== "delivered").length;
  return frame(view, t("signOut"), html`<p class="ask">${waiting ? t("leaveUnsent", { n: waiting }) : t("leaveDrafts", { n: view.drafts.size })}</p>`,
    html`<span class="gap"></span><button type="button" class="btn2 go" autofocus @click=${on.close}>${t("stay")}</button>
      <button type="button" class="btn2" @click=${on.leaveNow}>${t("leaveAnyway")}</button>`);
}

/** @param {View} view */
export function endedSheet(view) {
  const { t } = view;
  const next = encodeURIComponent(location.pathname + location.search);
  return frame(view, t("sessionEnded"), html`<p class="ask">${t("endedWhy")}</p>`,
    html`<span class="gap"></span><a class="btn2 go" href=${`/signin?ended&next=${next}`}>${t("signInAgain")}</a>`);
}
