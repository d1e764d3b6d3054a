// The live map on folium's shell: ground, names, open cases. Drawn from the state, once for each
// animation frame; never talks to the wire. Texts enter by `textContent` only.

import { byPosition, pulsing } from "../thought/select.js";
import { Camera } from "./map_camera.js";
import { CaseMarks } from "./map_cases.js";
import { Ground } from "./map_ground.js";
import { Names } from "./map_names.js";
import { unit } from "./map_spot.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("./map_ground.js").Layers} Layers */
/** @typedef {{ place: string, open: number[], total: number }} Count */
/** @typedef {{ card: Card, root: HTMLElement, spot: import("./map_spot.js").Spot }} Mark */

const SETTLE = 200; // ms after the last move until the marks pulse again

const LEGEND = 52; // design pixels at the foot: a township reaches there, the county does not
const STANDS = 1_000; // ms from the first cases until the picture has been drawn

export class LiveMap {
  /**
   * @param {L.Map} map
   * @param {{ describe: (card: Card) => [string, string], onChoose?: (id: number) => void }} how
   *   `describe` gives a title and a line below it, as text.
   */
  constructor(map, { describe, onChoose }) {
    this.map = map;
    this.describe = describe;
    this.camera = new Camera(map);
    this.cases = new CaseMarks(map, (card) => describe(card).join(", "));
    this.cases.onMade = (mark) => this.listen(mark, onChoose);
    this.balloon = balloonIn(map.getContainer());
    /** @type {Mark | null} whose balloon is there */
    this.told = null;
    /** @type {Map<string, number>} */
    this.ever = new Map();
    /** @type {Card[]} */
    this.cards = [];
    this.tongue = "";
    this.places = "";
    this.isSteady = false;
    const container = map.getContainer();
    let settled = 0;
    map.on("movestart zoomstart", () => {
      clearTimeout(settled);
      container.classList.add("moving");
    });
    map.on("moveend", () => {
      clearTimeout(settled);
      settled = setTimeout(() => container.classList.remove("moving"), SETTLE);
    });
    map.on("zoomend resize", () => this.redraw());
    map.on("move zoomend", () => this.follow());
  }

  /** Lay the ground, fit once. @param {Layers} layers @param {string} scope */
  lay(layers, scope) {
    this.ground = new Ground(this.map, layers, scope);
    this.names = new Names(this.map, layers);
    this.camera.settle(this.ground.bounds(), isPart(scope) ? LEGEND * unit() : 0);
    this.ground.lay();
    this.redraw();
  }

  /** What the villages ever had, for the size of their dots. @param {Count[]} counts */
  remember(counts) {
    this.ever = new Map(counts.map(({ place, total }) => [place, total]));
    this.redraw();
  }

  /**
   * @param {Card[]} cards every open case of the scope
   * @param {string} [tongue] changes when `describe` says everything anew
   */
  draw(cards, tongue = this.tongue) {
    this.cards = cards;
    this.tongue = tongue;
    if (cards.length > 0) this.steady();
    const moved = this.cases.draw(byPosition(cards).placed, pulsing(cards), tongue);
    const places = cards.map(({ place }) => place).join();
    if (moved || places !== this.places) this.count(cards, moved);
    this.places = places;
    this.follow();
  }

  /** The first picture stands soon: from then on it may move. */
  steady() {
    if (this.isSteady) return;
    this.isSteady = true;
    setTimeout(() => this.map.getContainer().classList.add("steady"), STANDS);
  }

  /** The same again: the ground, the zoom or the window is another. */
  redraw() {
    this.places = "";
    this.draw(this.cards);
  }

  /** Tints, dots and numbers by place. @param {Card[]} cards @param {boolean} moved */
  count(cards, moved) {
    const open = openByPlace(cards);
    this.ground?.tint(open);
    this.ground?.dot(open, this.ever);
    this.names?.draw(open, this.cases.boxes, moved);
  }

  /** Once a second. @param {number} now */
  tick(now) {
    this.camera.tick(now);
  }

  /**
   * @param {Mark} mark
   * @param {((id: number) => void) | undefined} onChoose
   */
  listen(mark, onChoose) {
    const show = () => this.tell(mark);
    for (const name of ["mouseover", "focus"]) mark.spot.root.addEventListener(name, show);
    for (const name of ["mouseout", "blur"]) mark.spot.root.addEventListener(name, () => this.hush());
    mark.spot.onChosen(() => onChoose?.(mark.card.case));
  }

  /** @param {Mark} mark */
  tell(mark) {
    const { card, root } = this.told = mark;
    const [title, line] = this.describe(card);
    this.balloon.children[0].textContent = title;
    this.balloon.children[1].textContent = line;
    this.balloon.hidden = false;
    const frame = this.map.getContainer().getBoundingClientRect();
    const at = root.getBoundingClientRect();
    const right = Math.min(at.x - frame.x + 20, frame.width - this.balloon.offsetWidth - 8);
    this.balloon.style.left = `${Math.max(8, right)}px`;
    const high = this.balloon.offsetHeight;
    const above = at.y - frame.y - high - 24;
    this.balloon.style.top = `${above < 8 ? at.y - frame.y + 24 : above}px`;
  }

  /** The balloon goes with its mark, says it anew, and goes when the mark goes. */
  follow() {
    if (this.told?.root.isConnected) this.tell(this.told);
    else if (this.told) this.hush();
  }

  hush() {
    this.told = null;
    this.balloon.hidden = true;
  }
}

/** A township or a village, on a wall. @param {string} scope */
const isPart = (scope) => /^\d{9,}$/.test(scope) && document.getElementById("legend") !== null;

/** Open cases under every place that contains them. @param {Card[]} cards */
function openByPlace(cards) {
  /** @type {Map<string, number>} */
  const open = new Map();
  for (const { place } of cards) {
    for (const code of new Set([place.slice(0, 9), place.slice(0, 12)])) {
      open.set(code, (open.get(code) ?? 0) + 1);
    }
  }
  return open;
}

/** @param {HTMLElement} container */
function balloonIn(container) {
  const balloon = document.createElement("div");
  balloon.className = "balloon";
  balloon.hidden = true;
  balloon.append(document.createElement("p"), document.createElement("p"));
  container.append(balloon);
  return balloon;
}
