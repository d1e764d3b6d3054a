// The desk as a whole: five places of the page, a map, a sheet over them, a line at the foot.
// Drawn from one view; keeps the focus where a person left it.

import { html, nothing, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { caseFile, placeWord } from "./desk_case.js";
import { queue } from "./desk_queue.js";
import { todays } from "./desk_reception.js";
import { sheet } from "./desk_sheet.js";
import { mapNote, near, people } from "./desk_side.js";
import { top } from "./desk_top.js";
import { LiveMap } from "./map_live.js";

/** @typedef {import("../types/desk.js").DeskView} View */

const CLOSE = 13; // zoom of one case: the village and its neighbours

export class Desk {
  /** @param {Document} page @param {L.Map | null} map */
  constructor(page, map) {
    this.page = page;
    /** @type {LiveMap | null} */
    this.map = map && new LiveMap(map, {
      describe: (card) => [card.title, card.receipt],
      onChoose: (id) => this.onChoose(id),
    });
    /** @type {(id: number) => void} */
    this.onChoose = () => {};
    /** @type {Element | null} */
    this.before = null;
    this.shown = 0;
    this.isLaid = false;
    this.isWhole = true;
  }

  /** @param {string} id */
  part = (id) => /** @type {HTMLElement} */ (this.page.getElementById(id));

  /** @param {View} view */
  draw(view) {
    this.onChoose = view.on.open;
    this.page.body.classList.toggle("has-case", view.wish.open !== null);
    this.page.body.classList.toggle("is-stale", view.live.isStale);
    this.part("queue").ariaLabel = view.t("queues");
    this.part("side").ariaLabel = view.t("sideLabel");
    render(top(view), this.part("top"));
    render(queue(view), this.part("queue"));
    render(caseFile(view), this.part("case"));
    render(people(view), this.part("people"));
    render(todays(view), this.part("receptions"));
    render(near(view), this.part("near"));
    render(mapNote(view), this.part("map-note"));
    render(mapHead(view), this.part("map-head"));
    this.drawSheet(view);
    if (this.part("toast").textContent !== view.toast) this.part("toast").textContent = view.toast;
    this.drawMap(view);
  }

  /** A sheet opens above everything and gives the focus back. @param {View} view */
  drawSheet(view) {
    if (view.sheet && !this.page.querySelector("dialog[open]")) this.before = this.page.activeElement;
    render(view.sheet ? sheet(view) : nothing, this.part("sheet"));
    const dialog = this.page.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
    if (!dialog && this.before instanceof HTMLElement) {
      if (this.before.isConnected) this.before.focus();
      this.before = null;
    }
  }

  /** @param {any} layers @param {string} scope */
  lay(layers, scope) {
    const { map } = this;
    if (!map) return;
    const fit = () => map.map.invalidateSize({ animate: false });
    new ResizeObserver(fit).observe(map.map.getContainer()); // the panels below it grow and shrink
    fit();
    map.lay(layers, scope);
    this.isLaid = true;
  }

  /** The map follows the case that is opened, never a frame. @param {View} view */
  drawMap(view) {
    if (!this.map || !this.isLaid) return;
    this.map.draw(view.cards);
    const card = view.file?.card;
    if (!card || card.case === this.shown) return;
    this.shown = card.case;
    this.map.map.invalidateSize({ animate: false });
    this.isWhole = card.lon === null || card.lat === null;
    if (card.lon !== null && card.lat !== null) this.map.map.setView([card.lat, card.lon], CLOSE, { animate: false });
    else this.map.camera.fit();
  }

  /** The whole scope, or back to the case. */
  whole() {
    if (this.isWhole) this.shown = 0;
    else this.map?.camera.fit();
    this.isWhole = !this.isWhole;
  }

  /** What cannot be done now, or without it again. */
  unfold() {
    const rest = this.page.querySelector("details.later");
    if (!(rest instanceof HTMLDetailsElement)) return;
    rest.open = !rest.open;
    rest.querySelector("summary")?.focus();
  }

  /** The marked row into sight. */
  reveal() {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      this.page.querySelector(".row.marked")?.scrollIntoView({ block: "nearest" });
    }));
  }

  /** Nothing can be shown: say why. @param {string} why */
  refuse(why) {
    render(html`<div class="blank" role="alert"><p>${why}</p></div>`, this.part("case"));
  }
}

/** @param {View} view */
function mapHead(view) {
  const { t, on } = view;
  return html`<h3>${t("map")} <b>${placeWord(view)}</b><span class="gap"></span>
    <button class="plain" @click=${on.whole}>${t("wholeCounty")}<kbd>M</kbd></button></h3>`;
}
