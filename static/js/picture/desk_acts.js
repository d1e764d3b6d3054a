// The foot of an open case: what this person can do with it now, each with its key, and folded away
// what their post may do at another time, with the reason in words.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { keyed } from "../../vendor/lit-html-3.3.3/directives/keyed.js";
import { isOver } from "../thought/state.js";

/** @typedef {import("../types/desk.js").DeskView} View */
/** @typedef {import("../types/file.js").CaseFile} CaseFile */
/** @typedef {import("../types/file.js").Offer} Offer */

const BESIDE = ["facts", "escalate", "copy"]; // deeds that a case never waits for
const ENDS = ["resolve", "close"]; // what is still missing for them is told in the open

/** @param {CaseFile} file @param {View} view */
export function acts({ next, card }, view) {
  const { t } = view;
  const now = next.filter(({ allowed }) => allowed);
  const first = now.find(({ deed }) => !BESIDE.includes(deed));
  return html`<section class="acts"><p class="l"><b>${t("nextStep")}</b>
      <span>${said(card.state, next, first, view)}</span><span class="gap"></span>${kept(card.case, view)}</p>
    ${now.length ? html`<div class="btns">${now.map((offer) => button(offer, offer === first, view))}</div>` : nothing}
    ${keyed(card.case, rest(next.filter(({ allowed }) => !allowed), view))}</section>`;
}

/** @param {string} state @param {Offer[]} next @param {Offer | undefined} first @param {View} view */
function said(state, next, first, { t, lists }) {
  if (isOver(state)) return lists.name("states", state);
  if (!next.length) return t("othersHandle");
  const end = next.find(({ deed, allowed }) => ENDS.includes(deed) && !allowed);
  if (end) return `${lists.name("deeds", end.deed)}${t("colon")}${end.reason}`;
  return first ? "" : t("nothingToDo");
}

/** Drafts of this case, and what is on its way. @param {number} id @param {View} view */
function kept(id, { t, letters, drafts }) {
  const waiting = letters.filter(({ state }) => state === "waiting").length;
  const n = [...drafts].filter((name) => name.startsWith(`case:${id}:`)).length;
  return html`<span class="q">${t("draftCount", { n })} · ${waiting ? t("unsentCount", { n: waiting }) : t("allDelivered")}</span>`;
}

/** @param {Offer} offer @param {boolean} isFirst @param {View} view */
function button({ deed }, isFirst, view) {
  const { t, lists, on, drafts } = view;
  const { case: id, level } = /** @type {CaseFile} */ (view.file).card;
  const key = lists.keyOf(deed);
  const hint = drafts.has(`case:${id}:${deed}`) ? t("hasDraft") : t(`hint_${deed}`, { level: t(`level${level}`) });
  return html`<button class="btn ${isFirst ? "go" : ""}" data-deed=${deed} aria-keyshortcuts=${key || nothing} @click=${() => on.deed(deed)}>
    <b>${lists.name("deeds", deed)}</b>${keyCap(key)}<small>${hint}</small></button>`;
}

/** Some deeds have no key. @param {string} key */
const keyCap = (key) => (key ? html`<kbd>${key.toUpperCase()}</kbd>` : html`<i></i>`);

/** @param {Offer[]} offers @param {View} view */
function rest(offers, { t, lists }) {
  if (!offers.length) return nothing;
  return html`<details class="later"><summary aria-keyshortcuts="."><span>${t("notNow", { n: offers.length })}</span><kbd>.</kbd></summary>
    <ul>${offers.map(({ deed, reason }) => html`<li data-deed=${deed}>${keyCap(lists.keyOf(deed))}
      <b>${lists.name("deeds", deed)}</b><span>${reason}</span></li>`)}</ul></details>`;
}
