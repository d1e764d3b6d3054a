// Open cases on the map: a shape by level at its place, hollow when the place is approximate,
// ringed while it calls. Near cases fan out; more than a fan holds are counted beside it.
// Keyed by case and changed in place. Titles enter as text.

import { boxAround, fan, groups, mostInFan, spread } from "../thought/arrange.js";
import { isCalling } from "../thought/select.js";
import { mark } from "./glyph.js";
import { Spot, unit } from "./map_spot.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {import("../thought/arrange.js").Box} Box */
/** @typedef {{ mark: Mark, x: number, y: number }} Placed */

const ROOM = 30; // design pixels that one mark needs
const REACH = 36; // marks nearer than this are one group

class Mark {
  /** @param {L.Map} map @param {Card} card */
  constructor(map, card) {
    this.card = card;
    this.root = document.createElement("div");
    this.ring = document.createElement("i");
    this.ring.className = "ring";
    this.shape = mark();
    this.leg = document.createElement("i");
    this.leg.className = "leg";
    this.root.append(this.leg, this.shape.element);
    this.spot = new Spot(map, "cases", this.root, { isButton: true });
    this.look = "";
    this.weight = "";
    this.seen = "";
  }

  /**
   * Show the card as it is now. @param {Card} card @param {boolean} pulses @param {string} label
   * @returns {boolean} whether its place among the others may have changed
   */
  show(card, pulses, label) {
    const weight = weightOf(card);
    const isElsewhere = weight !== this.weight;
    this.weight = weight;
    this.card = card;
    this.dress(card, pulses, label);
    return isElsewhere;
  }

  /** @param {Card} card @param {boolean} pulses @param {string} label */
  dress(card, pulses, label) {
    this.spot.stand([card.lat ?? 0, card.lon ?? 0]);
    const look = `${card.level} ${card.precision} ${pulses} ${label}`;
    if (look === this.look) return;
    this.look = look;
    this.seen = `${pulses} ${label}`;
    this.root.className = `case l${card.level}`;
    this.root.dataset.case = String(card.case);
    this.shape.paint(card.level, card.precision === "approximate");
    if (pulses) this.root.prepend(this.ring);
    else this.ring.remove();
    this.spot.raise(1000 * (5 - card.level) + (pulses ? 10_000 : 0));
    this.spot.marker.getElement()?.setAttribute("aria-label", label);
  }

  /** @param {boolean} pulses @param {string} label */
  isShownAs(pulses, label) {
    return this.seen === `${pulses} ${label}`;
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
    /** @type {Map<number, Mark>} */
    this.marks = new Map();
    /** @type {Map<number, Spot>} */
    this.rests = new Map();
    /** @type {Box[]} */
    this.boxes = [];
    this.scale = "";
    this.most = mostInFan(0);
    /** @type {(mark: Mark) => void} */
    this.onMade = () => {};
  }

  /** @param {Card[]} placed @param {Set<number>} pulsing @returns {boolean} whether marks moved */
  draw(placed, pulsing) {
    const kept = new Set(placed.map((card) => card.case));
    let changed = false;
    for (const [id, mark] of this.marks) if (!kept.has(id)) changed = this.drop(id, mark);
    for (const card of placed) changed = this.show(card, pulsing.has(card.case)) || changed;
    const scale = `${this.map.getZoom()} ${unit()}`;
    if (!changed && scale === this.scale) return false;
    this.scale = scale;
    this.arrange();
    return true;
  }

  /** @param {Card} card @param {boolean} pulses */
  show(card, pulses) {
    const mark = this.markOf(card);
    const label = this.labelOf(card);
    if (mark.card === card && mark.isShownAs(pulses, label)) return false;
    return mark.show(card, pulses, label);
  }

  /** @param {Card} card */
  markOf(card) {
    const known = this.marks.get(card.case);
    if (known) return known;
    const made = new Mark(this.map, card);
    this.marks.set(card.case, made);
    this.onMade(made);
    return made;
  }

  /** @param {number} id @param {Mark} mark */
  drop(id, mark) {
    mark.spot.remove();
    this.marks.delete(id);
    return true;
  }

  /** Put the marks where each can be read. */
  arrange() {
    const order = [...this.marks.values()].sort(byWeight);
    const points = order.map((mark) => ({ mark, ...pixel(this.map, mark.spot.at) }));
    const found = groups(points, REACH * unit());
    this.most = mostInFan(order.length);
    this.place(found.flatMap((group) => this.fanned(group)));
    const crowds = found.filter(({ members }) => members.length > this.most);
    const rests = new Set(crowds.map((group) => this.count(group)));
    for (const [id, spot] of this.rests) if (!rests.has(id)) this.forget(id, spot);
  }

  /**
   * Where the marks of one group would stand; those beyond the fan are counted, not drawn.
   * @param {{ x: number, y: number, members: Placed[] }} group
   */
  fanned({ x, y, members }) {
    const shown = members.slice(0, this.most);
    const places = fan(shown.length, ROOM * unit());
    members.forEach(({ mark }, index) => { mark.root.hidden = index >= this.most; });
    return shown.map((from, index) => ({ from, x: x + places[index].x, y: y + places[index].y }));
  }

  /** @param {{ from: Placed, x: number, y: number }[]} wanted */
  place(wanted) {
    const room = ROOM * unit();
    const places = spread(wanted, room);
    this.boxes = places.map(({ x, y }) => boxAround(x, y, room, room));
    wanted.forEach(({ from }, index) => {
      from.mark.lean(Math.round(places[index].x - from.x), Math.round(places[index].y - from.y));
    });
  }

  /** How many more stand here. @param {{ members: { mark: Mark }[] }} group */
  count({ members }) {
    const first = members[0].mark;
    const id = first.card.case;
    const spot = this.rests.get(id) ?? new Spot(this.map, "cases", restElement());
    this.rests.set(id, spot);
    spot.stand(first.spot.at);
    spot.raise(20_000);
    spot.element.textContent = `+${members.length - this.most}`;
    return id;
  }

  /** @param {number} id @param {Spot} spot */
  forget(id, spot) {
    spot.remove();
    this.rests.delete(id);
  }
}

const restElement = () => {
  const element = document.createElement("div");
  element.className = "rest";
  return element;
};

/** What decides where a card stands among the others. @param {Card} card */
const weightOf = (card) => `${card.lat} ${card.lon} ${card.level} ${isCalling(card)}`;

/** Calling first, then the gravest, then the newest. @param {Mark} a @param {Mark} b */
function byWeight({ card: a }, { card: b }) {
  return Number(isCalling(b)) - Number(isCalling(a)) || a.level - b.level || b.case - a.case;
}

/** @param {L.Map} map @param {L.LatLng} at */
function pixel(map, at) {
  const { x, y } = map.latLngToLayerPoint(at);
  return { x, y };
}
