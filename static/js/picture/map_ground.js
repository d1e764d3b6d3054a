// The ground of the map: neighbours, townships tinted by open cases, villages, the outline.
// Keyed SVG shapes, laid once and updated in place. The tint says how many, never how grave.

import { unit } from "./map_spot.js";

/** @typedef {[number, number]} LatLng */
/** @typedef {{ code: string, name: string, at: LatLng | null, precision: string }} PlaceShape */
/** @typedef {PlaceShape & { polygons: LatLng[][][], area_precision: string,
 *   label: LatLng | null }} TownshipShape */
/** @typedef {{ version: number, county: string, classes: number[],
 *   outline: { precision: string, polygons: LatLng[][][] } | null,
 *   neighbours: LatLng[][][], townships: TownshipShape[], villages: PlaceShape[] }} Layers */

const DOT = 1.7; // design pixels: a village without cases
const DOT_STEP = 0.55; // more for each class of cases it ever had

/**
 * Leaflet draws every shape anew when a move has ended. Here only when the view comes near the
 * edge of what is drawn: until then the browser just shifts the picture.
 */
const Lasting = /** @type {new (options: L.RendererOptions) => L.SVG} */ (L.SVG.extend({
  /** @this {any} */
  _update() {
    const [zoom, origin] = [this._map.getZoom(), this._map.getPixelOrigin()];
    const isSame = this._zoom === zoom && this.origin?.equals(origin);
    if (isSame && this._bounds.contains(seenBy(this._map))) return;
    this.origin = origin;
    /** @type {any} */ (L.SVG.prototype)._update.call(this);
  },
}));

/** What the map shows, in the pixels of its layers. @param {L.Map} map */
function seenBy(map) {
  const corner = map.containerPointToLayerPoint([0, 0]);
  return L.bounds(corner, corner.add(map.getSize()));
}

/** @param {L.LatLngBounds} bounds */
const spanOf = (bounds) =>
  (bounds.getNorth() - bounds.getSouth()) * (bounds.getEast() - bounds.getWest());

export class Ground {
  /** @param {L.Map} map @param {Layers} layers @param {string} scope */
  constructor(map, layers, scope) {
    this.layers = layers;
    this.scope = scope;
    this.map = map;
    /** @type {Map<string, L.Path>} */
    this.townships = new Map();
    /** @type {Map<string, L.CircleMarker>} */
    this.villages = new Map();
    /** @type {Map<string, number>} */
    this.shade = new Map();
    this.renderer = new Lasting({ pane: "land", padding: 0.4 });
  }

  /** Draw it all, once, where the map looks now. */
  lay() {
    const { neighbours, townships, villages, outline } = this.layers;
    for (const polygon of neighbours) this.polygon([polygon], "abroad");
    for (const township of townships) this.layTownship(township);
    if (outline) this.polygon(outline.polygons, "outline");
    for (const village of villages) this.layVillage(village);
    const own = townships.find(({ code }) => code === this.scope.slice(0, 9));
    if (own?.polygons.length) this.polygon(own.polygons, "own");
  }

  /** @param {LatLng[][][]} polygons @param {string} className */
  polygon(polygons, className) {
    const shape = L.polygon(polygons, { renderer: this.renderer, interactive: false, className });
    return shape.addTo(this.map);
  }

  /** @param {TownshipShape} township */
  layTownship({ code, polygons, area_precision: precision }) {
    if (polygons.length === 0) return;
    const elsewhere = this.isElsewhere(code) ? " elsewhere" : "";
    this.townships.set(code, this.polygon(polygons, `township ${precision}${elsewhere}`));
  }

  /** @param {PlaceShape} village */
  layVillage({ code, at }) {
    if (at === null) return;
    const className = `village${this.isElsewhere(code) ? " elsewhere" : ""}`;
    const dot = L.circleMarker(at, {
      renderer: this.renderer, radius: DOT * unit(), interactive: false, className,
    });
    this.villages.set(code, dot.addTo(this.map));
  }

  /** Neither in the scope nor around it. @param {string} code */
  isElsewhere(code) {
    return /^\d+$/.test(this.scope) && !code.startsWith(this.scope) && !this.scope.startsWith(code);
  }

  /** The class of a count, as the server drew the bounds. @param {number} count */
  classOf(count) {
    return this.layers.classes.filter((bound) => bound <= count).length;
  }

  /** Tint the townships that changed. @param {Map<string, number>} open by township code */
  tint(open) {
    for (const [code, shape] of this.townships) {
      const shade = this.classOf(open.get(code) ?? 0);
      if (this.shade.get(code) === shade) continue;
      this.shade.set(code, shade);
      const element = /** @type {SVGElement | undefined} */ (shape.getElement());
      element?.style.setProperty("--class", String(shade));
      if (element) element.dataset.class = String(shade);
    }
  }

  /**
   * Size the villages by all they ever had, light those with open cases.
   * @param {Map<string, number>} open
   * @param {Map<string, number>} ever
   */
  dot(open, ever) {
    for (const [code, dot] of this.villages) {
      const radius = (DOT + DOT_STEP * this.classOf(ever.get(code) ?? 0)) * unit();
      if (Math.abs(dot.getRadius() - radius) > 0.01) dot.setRadius(radius);
      dot.getElement()?.classList.toggle("open", (open.get(code) ?? 0) > 0);
    }
  }

  /** What the wall looks at: its township or village, else the county. */
  bounds() {
    const { townships, villages, outline } = this.layers;
    const own = townships.find(({ code }) => code === this.scope.slice(0, 9));
    const village = villages.find(({ code }) => code === this.scope.slice(0, 12));
    if (this.scope.length >= 12 && village?.at) return L.latLng(village.at).toBounds(5_000);
    if (own?.polygons.length) return this.around(own);
    return L.latLngBounds(outline?.polygons.flat(2) ?? this.points());
  }

  /** A township's largest part and its villages; a sliver far off would only make it small.
   * @param {TownshipShape} township */
  around({ code, polygons }) {
    const parts = polygons.map((polygon) => L.latLngBounds(polygon.flat()));
    const [largest] = parts.sort((a, b) => spanOf(b) - spanOf(a));
    const own = this.layers.villages.filter((village) => village.code.startsWith(code));
    for (const { at } of own) if (at !== null) largest.extend(at);
    return largest;
  }

  /** Without an outline: where the villages are. */
  points() {
    return this.layers.villages.flatMap(({ at }) => (at ? [at] : []));
  }
}
