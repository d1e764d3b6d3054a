// The wall, drawn from one view of the state: head, cards, map, figures, foot, notices. Redrawn
// as a whole, changed only where it differs. Never talks to the wire.

import { html, render } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { LiveMap } from "./map_live.js";
import { feed } from "./wall_feed.js";
import { legend } from "./wall_legend.js";
import { scene } from "./wall_scene.js";
import { side } from "./wall_side.js";
import { foot } from "./wall_time.js";
import { notice, top } from "./wall_top.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../types/card.js").Day} Day */
/** @typedef {import("../types/card.js").Me} Me */
/** @typedef {{ kind: "notSignedIn" | "notPermitted" | "revoked" | "oldPage" | "broken",
 *   retryIn?: number }} Problem */
/** @typedef {{ sound: "on" | "muted" | "blocked", theme: "day" | "night",
 *   language: "zh" | "en", on: { sound: () => void, theme: () => void,
 *   language: () => void } }} Controls */
/** @typedef {object} View
 * @property {import("../thought/i18n.js").Translate} t
 * @property {number} now the present instant, ms
 * @property {Card[]} cards every open case of the scope
 * @property {import("../types/frame.js").OpenReception[]} receptions those not over
 * @property {Map<string, Day>} days
 * @property {Map<string, number[]>} hours
 * @property {boolean} isFilled a snapshot has come
 * @property {Me | null} me
 * @property {{ asOf: string | null, seq: number, isLagging: boolean }} link
 * @property {number} age ms since anything was heard
 * @property {boolean} isStale
 * @property {Problem | null} problem
 * @property {{ card: Card, left: number } | null} scene
 * @property {Controls} controls
 * @property {(card: Card) => string} placeName
 * @property {(code: string) => string} shortName
 * @property {string} scopePlace
 * @property {string} scopeTitle
 */

export class Wall {
  /** @param {Document} page @param {L.Map} shell */
  constructor(page, shell) {
    this.page = page;
    /** @type {View | null} */
    this.view = null;
    /** @type {number | null} */
    this.flownTo = null;
    this.map = new LiveMap(shell, { describe: (card) => this.describe(card) });
    this.parts = { top, feed, side, time: foot, notice, scene, legend };
  }

  /** @param {Card} card @returns {[string, string]} */
  describe(card) {
    if (!this.view) return [card.title, ""];
    const { t, placeName } = this.view;
    return [card.title, `${t(`level${card.level}`)} · ${t(card.state)} · ${placeName(card)}`];
  }

  /** Everything that a new second or a frame may change. @param {View} view */
  draw(view) {
    this.view = view;
    this.page.body.classList.toggle("is-stale", view.isStale);
    for (const [id, part] of Object.entries(this.parts)) {
      render(part(view), /** @type {HTMLElement} */ (this.page.getElementById(id)));
    }
    this.map.tick(view.now);
    this.look();
  }

  /** The map's part of a change in the cases. @param {View} view */
  drawCases(view) {
    this.view = view;
    this.map.draw(view.cards, view.controls.language);
  }

  /** Fly to the matter that has the wall, and give the map back after it. */
  look() {
    const card = this.view?.scene?.card ?? null;
    if ((card?.case ?? null) === this.flownTo) return;
    this.flownTo = card?.case ?? null;
    if (card?.lat && card.lon) this.map.camera.fly([card.lat, card.lon], 0.36);
    else this.map.camera.release();
  }

  /** After the frame, when reading sizes costs nothing: say how many cards found no room. */
  countHidden() {
    const feedBox = this.page.querySelector("#feed .cards");
    const more = /** @type {HTMLElement | null} */ (this.page.querySelector("#feed .more"));
    if (!feedBox || !more || !this.view) return;
    const shown = [...feedBox.querySelectorAll("article")].filter((card) =>
      card.offsetLeft < feedBox.clientWidth / 2).length;
    const rest = Number(more.dataset.total) - shown;
    const words = rest > 0 ? this.view.t("more", { n: rest }) : "";
    render(html`${words}`, more);
  }
}
