// Open cases on the map: a shape by level at its place, hollow when the place is approximate,
// ringed while it calls. Near cases fan out; more than a fan holds are counted beside it.
// Keyed by case and changed in place; only what is drawn has an element. Titles enter as text.

import { boxAround, fan, groups, mostInFan, spread } from "../thought/arrange.js";
import { isCalling } from "../thought/select.js";
import { mark } from "./glyph.js";
import { Spot, isSmall, unit } from "./map_spot.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../thought/arrange.js").Box} Box */
/** @typedef {{ card: Card, at: L.LatLng, pulses: boolean, isCalled: boolean }} Known */
/** @typedef {{ known: Known, x: number, y: number }} Placed */

const ROOM = 30; // design pixels that one mark needs
const REACH = 36; // marks nearer than this are one group
const CLOSE = 12; // zoom from which a side map has room for fans
const SMALLER = 0.8; // of all that, on a side map; `.small` in map.css draws it
const BADGE = { wide: 28, high: 22, right: 19, up: 15 }; // "+12" beside a mark that stands alone

class Mark {
  /** @param {L.Map} map @param {Known} known */
  constructor(map, known) {
    this.card = known.card;
    this.root = document.createElement("div");
    this.ring = document.createElement("i");
    this.ring.className = "ring";
    this.shape = mark();
    this.leg = document.createElement("i");
    this.leg.className = "leg";
    this.root.append(this.leg, this.shape.element);
    this.spot = new Spot(map, "cases", known.at, this.root, { isButton: true });
    this.look = "";
  }

  /** Show the case as it is now. @param {Known} known @param {string} label */
  show({ card, at, pulses }, label) {
    this.card = card;
    this.spot.stand(at);
    this.spot.root.setAttribute("aria-label", label);
    const look = `${card.case} ${card.level} ${card.precision} ${pulses}`;
    if (look === this.look) return;
    this.look = look;
    this.root.className = `case l${card.level}`;
    this.root.dataset.case = String(card.case);
    this.shape.paint(card.level, card.precision === "approximate");
    if (pulses) this.root.prepend(this.ring);
    else this.ring.remove();
    this.spot.raise(1000 * (5 - card.level) + (pulses ? 10_000 : 0));
  }

  /** Stand aside, with a leg back to the true position. @param {number} right @param {number} down */
  lean(right, down) {
    this.spot.lean(right, down);
    const far = Math.hypot(right, down);
    this.leg.hidden = far < ROOM * unit() * 0.4;
    this.leg.style.width = `${far}px`;
    this.leg.style.transform = `rotate(${Math.atan2(-down, -right)}rad)`;
  }
}

export class CaseMarks {
  /** @param {L.Map} map @param {(card: Card) => string} labelOf */
  constructor(map, labelOf) {
    this.map = map;
    this.labelOf = labelOf;
    /** @type {Map<number, Known>} every case of the map */
    this.known = new Map();
    /** @type {Map<number, Mark>} those that are drawn */
    this.marks = new Map();
    /** @type {Map<number, Spot>} */
    this.rests = new Map();
    /** @type {Box[]} */
    this.boxes = [];
    this.scale = "";
    this.tongue = "";
    this.most = mostInFan(0);
    this.size = 1;
    /** @type {(mark: Mark) => void} */
    this.onMade = () => {};
  }

  /**
   * @param {Card[]} placed @param {Set<number>} pulsing
   * @param {string} tongue changes when every label reads anew
   * @returns {boolean} whether marks moved
   */
  draw(placed, pulsing, tongue) {
    const isSaidAnew = tongue !== this.tongue;
    this.tongue = tongue;
    let changed = this.forgetAllBut(placed);
    for (const card of placed) {
      changed = this.learn(card, pulsing.has(card.case), isSaidAnew) || changed;
    }
    const scale = `${this.map.getZoom()} ${unit()} ${this.map.getPixelOrigin()}`;
    if (!changed && scale === this.scale) return false;
    this.scale = scale;
    this.arrange();
    return true;
  }

  /** @param {Card[]} placed @returns {boolean} whether any went */
  forgetAllBut(placed) {
    const kept = new Set(placed.map((card) => card.case));
    const gone = [...this.known.keys()].filter((id) => !kept.has(id));
    for (const id of gone) this.known.delete(id);
    return gone.length > 0;
  }

  /**
   * @param {Card} card @param {boolean} pulses @param {boolean} isSaidAnew
   * @returns {boolean} whether its place among the others may have changed
   */
  learn(card, pulses, isSaidAnew) {
    const before = this.known.get(card.case);
    if (before?.card === card && before.pulses === pulses && !isSaidAnew) return false;
    const isCalled = isCalling(card);
    const at = L.latLng(card.lat ?? 0, card.lon ?? 0);
    const known = { card, pulses, at, isCalled };
    this.known.set(card.case, known);
    this.marks.get(card.case)?.show(known, this.labelOf(card));
    return !before || !before.at.equals(at) || before.card.level !== card.level
      || before.isCalled !== isCalled;
  }

  /** @param {Known} known */
  markOf(known) {
    const drawn = this.marks.get(known.card.case);
    if (drawn) return drawn;
    const made = new Mark(this.map, known);
    made.show(known, this.labelOf(known.card));
    this.marks.set(known.card.case, made);
    this.onMade(made);
    return made;
  }

  /** Put the marks where each can be read; a case beyond its fan is counted, not drawn. */
  arrange() {
    const points = [...this.known.values()].sort(byWeight)
      .map((known) => ({ known, ...pixel(this.map, known.at) }));
    const small = isSmall(this.map);
    this.map.getContainer().classList.toggle("small", small);
    this.size = (small ? SMALLER : 1) * unit();
    const found = groups(points, REACH * this.size);
    const isFar = this.map.getZoom() < CLOSE;
    this.most = small && isFar ? 1 : mostInFan(points.length);
    const wanted = found.flatMap((group) => this.fanned(group));
    this.place(wanted);
    this.dropAllBut(this.marks, wanted.map(({ from }) => from.known.card.case));
    const crowds = found.filter(({ members }) => members.length > this.most);
    this.dropAllBut(this.rests, crowds.map((group) => this.count(group)));
  }

  /** @param {{ x: number, y: number, members: Placed[] }} group */
  fanned({ x, y, members }) {
    const shown = members.slice(0, this.most);
    const places = fan(shown.length, ROOM * this.size);
    return shown.map((from, index) => ({ from, x: x + places[index].x, y: y + places[index].y }));
  }

  /** @param {{ from: Placed, x: number, y: number }[]} wanted */
  place(wanted) {
    const room = ROOM * this.size;
    const places = spread(wanted, room);
    this.boxes = places.map(({ x, y }) => boxAround(x, y, room, room));
    wanted.forEach(({ from }, index) => {
      const { x, y } = places[index];
      this.markOf(from.known).lean(Math.round(x - from.x), Math.round(y - from.y));
    });
  }

  /**
   * How many more stand here: in the middle of a ring, beside a mark that stands alone.
   * @param {{ x: number, y: number, members: Placed[] }} group
   */
  count({ x, y, members }) {
    const { card, at } = members[0].known;
    const spot = this.rests.get(card.case) ?? new Spot(this.map, "cases", at, restElement());
    this.rests.set(card.case, spot);
    spot.stand(at);
    const [right, up] = this.most === 1 ? [BADGE.right * this.size, BADGE.up * this.size] : [0, 0];
    spot.lean(Math.round(right), Math.round(-up));
    this.boxes.push(boxAround(x + right, y - up, BADGE.wide * this.size, BADGE.high * this.size));
    spot.raise(20_000);
    spot.element.textContent = `+${members.length - this.most}`;
    return card.case;
  }

  /** @param {Map<number, Mark | Spot>} drawn @param {number[]} kept */
  dropAllBut(drawn, kept) {
    const ids = new Set(kept);
    for (const [id, one] of drawn) {
      if (ids.has(id)) continue;
      (one instanceof Mark ? one.spot : one).remove();
      drawn.delete(id);
    }
  }
}

const restElement = () => {
  const element = document.createElement("div");
  element.className = "rest";
  return element;
};

/** Calling first, then the gravest, then the newest. @param {Known} a @param {Known} b */
function byWeight({ card: a, isCalled: first }, { card: b, isCalled: second }) {
  return Number(second) - Number(first) || a.level - b.level || b.case - a.case;
}

/** @param {L.Map} map @param {L.LatLng} at */
function pixel(map, at) {
  const { x, y } = map.latLngToLayerPoint(at);
  return { x, y };
}
