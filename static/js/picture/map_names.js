// Names on the map: townships with their count, villages when there is room. None covers a case
// or another name. Names enter as text.

import { placeNames } from "../thought/arrange.js";
import { Spot, isSmall, unit } from "./map_spot.js";

/** @typedef {import("../thought/arrange.js").Box} Box */
/** @typedef {import("./map_ground.js").Layers} Layers */

const HIGH = 1.2 * 14; // design pixels
const WIDE = 15.2; // one Chinese character with its space
const SMALLER = 0.857; // on a side map; `.small` in map.css draws it
const VILLAGES_FROM = 12.5; // zoom from which villages are named

/** @typedef {{ code: string, text: string, count: number, at: [number, number],
 *   size: number, optional: boolean }} Wanted */

export class Names {
  /** @param {L.Map} map @param {Layers} layers */
  constructor(map, layers) {
    this.map = map;
    this.layers = layers;
    /** @type {Map<string, Spot>} */
    this.spots = new Map();
    this.plan = "";
  }

  /** @param {Map<string, number>} open @param {Box[]} taken @param {boolean} moved */
  draw(open, taken, moved) {
    const wanted = [...this.townships(open), ...this.villages(open)];
    const plan = `${this.map.getZoom()} ${unit()} ${wanted.map((w) => w.code + w.count).join()}`;
    if (plan === this.plan && !moved) return;
    this.plan = plan;
    const kept = new Set();
    for (const { name, at } of placeNames(wanted.map((want) => this.sized(want)), taken)) {
      if (at === null) continue;
      this.put(name, at);
      kept.add(name.code);
    }
    for (const [code, spot] of this.spots) if (!kept.has(code)) this.drop(code, spot);
  }

  /**
   * The busiest first: it gets the best place. A side map names those without a case where there
   * is room.
   * @param {Map<string, number>} open @returns {Wanted[]}
   */
  townships(open) {
    const small = isSmall(this.map);
    return this.layers.townships.flatMap(({ code, name, label, at }) => {
      const where = label ?? at;
      const count = open.get(code) ?? 0;
      if (where === null) return [];
      return [{ code, text: name, count, at: where, size: 1, optional: small && count === 0 }];
    }).sort((a, b) => b.count - a.count);
  }

  /** Villages with open cases first. @param {Map<string, number>} open @returns {Wanted[]} */
  villages(open) {
    if (this.map.getZoom() < VILLAGES_FROM) return [];
    const view = this.map.getBounds();
    const count = (/** @type {string} */ code) => open.get(code) ?? 0;
    return this.layers.villages
      .flatMap(({ code, name, at }) => (at !== null && view.contains(at)
        ? [{ code, text: name, count: 0, at, size: 1, optional: true }] : []))
      .sort((a, b) => count(b.code) - count(a.code));
  }

  /** @param {Wanted} want */
  sized(want) {
    const { x, y } = this.map.latLngToLayerPoint(want.at);
    const letters = [...want.text].length + (want.count ? 0.4 + 0.6 * String(want.count).length : 0);
    const size = (isSmall(this.map) ? SMALLER : 1) * unit() * want.size;
    const down = isVillage(want.code) ? 12 * unit() : 0;
    return {
      ...want, x, y: y + down, from: { x, y },
      wide: letters * WIDE * size, high: HIGH * size,
    };
  }

  /** @param {ReturnType<Names["sized"]>} name @param {{ x: number, y: number }} at */
  put(name, at) {
    const spot = this.spots.get(name.code) ?? new Spot(this.map, "names", name.at, nameElement(isVillage(name.code)));
    this.spots.set(name.code, spot);
    spot.stand(name.at);
    spot.lean(Math.round(at.x - name.from.x), Math.round(at.y - name.from.y));
    const [word, count] = spot.element.children;
    setText(word, name.text);
    setText(count, name.count ? String(name.count) : "");
  }

  /** @param {string} code @param {Spot} spot */
  drop(code, spot) {
    spot.remove();
    this.spots.delete(code);
  }
}

/** @param {string} code */
const isVillage = (code) => code.length > 9;

/** An unchanged text is left alone. @param {Element} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {boolean} ofVillage */
function nameElement(ofVillage) {
  const element = document.createElement("div");
  element.className = ofVillage ? "place-name of-village" : "place-name";
  element.append(document.createElement("span"), document.createElement("b"));
  return element;
}
