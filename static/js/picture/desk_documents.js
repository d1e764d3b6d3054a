// Documents of a case: the list with its copies, the form to issue one, a document to read.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { dayAndTime, instant } from "../thought/format.js";
import { isOver } from "../thought/state.js";
import { area, choice } from "./form.js";
import { frame } from "./desk_sheet.js";
import { page } from "./paper.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/desk.js").PaperItem} PaperItem */
/** @typedef {import("../types/desk.js").PaperSheet} PaperSheet */

/** @param {View} view */
export function documents(view) {
  const { t, papers, file, on } = view;
  if (!papers || papers.case !== file?.card.case) return nothing;
  const mayIssue = papers.kinds.some(({ allowed }) => allowed);
  const isClosed = isOver(file.card.state);
  if (!papers.items.length && !mayIssue && !isClosed && !papers.said) return nothing;
  return html`<section class="rcp papers" id="documents"><p><b>${t("papers")}</b><span class="q">${papers.items.length || ""}</span>
      <span class="q">${papers.said}</span><span class="gap"></span>
      ${mayIssue ? html`<button class="enter" data-do="issue" @click=${on.issuePaper}>${t("issuePaper")}</button>` : nothing}
      ${isClosed ? html`<button class="enter" data-do="archive" @click=${on.archive}>${t("takeArchive")}</button>` : nothing}</p>
    ${papers.items.length ? html`<ul>${papers.items.map((one) => line(one, view))}</ul>` : nothing}</section>`;
}

/** @param {PaperItem} one @param {View} view */
function line(one, { t, now, on }) {
  /** @param {string} word @param {() => void} deed */
  const act = (word, deed) => html`<button class="plain" data-do=${word} @click=${deed}>${t(word)}</button>`;
  return html`<li data-document=${one.document}><b>${one.name}</b><span>${one.number}</span>
    <span class="q">${one.agency} ${one.by} · ${dayAndTime(instant(one.issued), now)}${one.copies ? ` · ${t("paperCopies", { n: one.copies })}` : ""}</span>
    <span class="gap"></span>${act("readPaper", () => on.readPaper(one.document))}${act("takePdf", () => on.copy(one.document, "pdf", false))}
    ${act("takeWord", () => on.copy(one.document, "word", false))}
    ${one.opens ? act("takeOpen", () => on.copy(one.document, "pdf", true)) : nothing}</li>`;
}

/** @param {PaperSheet} held @param {View} view */
export function paperSheet(held, view) {
  const { t, papers, on } = view;
  const form = /** @type {any} */ ({ set: on.paper });
  const kinds = papers?.kinds ?? [];
  const kind = kinds.find((one) => one.kind === held.code);
  const content = html`<div class="grid">
    ${choice({ name: "code", label: t("paperKind"), first: true }, kinds.map((one) => ({ code: one.kind, off: !one.allowed,
      name: html`${one.name}${one.allowed ? nothing : html`<small>${one.reason}</small>`}` })), held.code, form)}
    ${kind?.subjects.length ? choice({ name: "subject", label: t("paperAbout") },
      kind.subjects.map((one) => ({ code: one.number, name: one.name })), held.subject, form) : nothing}
    ${kind?.inputs.map((one) => (one.choices.length
      ? choice({ name: one.code, label: one.name, problem: held.problems[one.code] ?? "" },
        one.choices.map((word) => ({ code: word, name: word })), held.inputs[one.code] ?? "", form)
      : area({ name: one.code, label: one.name, problem: held.problems[one.code] ?? "" }, held.inputs[one.code] ?? "", form, 4000)))}</div>
    ${held.shown ? page(held.shown) : nothing}
    <p class="bad" role="alert" ?hidden=${!held.said}>${held.said}</p>`;
  const word = held.isBusy ? "sending" : held.shown ? "issueNow" : "showFirst";
  return frame(view, t("issuePaper"), content, html`<span class="q">${t(held.shown ? "paperStays" : "paperFirst")}</span><span class="gap"></span>
    <button type="button" class="btn2" @click=${on.close}>${t("cancel")}<kbd>Esc</kbd></button>
    <button type="submit" class="btn2 go" ?disabled=${held.isBusy}>${t(word)}<kbd>Ctrl ↵</kbd></button>`, "wide");
}

/** @param {import("../types/desk.js").ReadSheet} held @param {View} view */
export const readSheet = ({ shown }, view) => frame(view, shown.number || shown.title, page(shown),
  html`<span class="gap"></span><button type="submit" class="btn2">${view.t("close")}<kbd>Esc</kbd></button>`, "wide");
