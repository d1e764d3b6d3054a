// A spot: one element of ours standing at a position on the Leaflet map, moved a few pixels aside
// when it would cover another. Leaflet carries it through zooms; its content enters as elements,
// never as markup.

const EMPTY = L.point(0, 0);

/**
 * A marker in the plane. Leaflet's own stands in space (`translate3d`), which makes the browser
 * keep a picture of each and put hundreds together for every frame of a moving map.
 */
const Flat = /** @type {typeof L.Marker} */ (L.Marker.extend({
  /** @this {any} @param {L.Point} at */
  _setPos(at) {
    /** @type {any} */ (L.Marker.prototype)._setPos.call(this, at);
    this._icon.style.transform = `translate(${at.x}px,${at.y}px)`;
  },
}));

/** @type {number | null} */
let known = null;
addEventListener("resize", () => { known = null; });

/**
 * Pixels of one design pixel: 1 at 1920 wide, 2 on a 4K wall. Read once for each size of the
 * window: asking between two changes makes the browser lay everything out again.
 */
export function unit() {
  known ??= Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  return known;
}

const SMALL = 520; // design pixels: a map narrower than this is a side map

/** Whether everything on it must be smaller and fewer. @param {L.Map} map */
export const isSmall = (map) => map.getSize().x < SMALL * unit();

export class Spot {
  /**
   * @param {L.Map} map
   * @param {string} pane
   * @param {L.LatLngExpression} at
   * @param {HTMLElement} element
   * @param {{ isButton?: boolean }} [how]
   */
  constructor(map, pane, at, element, { isButton = false } = {}) {
    this.element = element;
    this.at = L.latLng(at);
    this.aside = EMPTY;
    const icon = L.divIcon({ html: element, className: "spot", iconSize: [0, 0] });
    this.marker = new Flat(this.at, { icon, pane, keyboard: isButton, interactive: isButton });
    this.marker.addTo(map);
  }

  /** @param {L.LatLngExpression} at */
  stand(at) {
    const place = L.latLng(at);
    if (place.equals(this.at, 1e-7)) return;
    this.at = place;
    this.marker.setLatLng(place);
  }

  /** Pixels to the right and down of the position. @param {number} right @param {number} down */
  lean(right, down) {
    if (this.aside.x === right && this.aside.y === down) return;
    this.aside = L.point(right, down);
    this.element.style.left = `${right}px`;
    this.element.style.top = `${down}px`;
  }

  /** Higher stands in front. @param {number} above */
  raise(above) {
    if (this.marker.options.zIndexOffset !== above) this.marker.setZIndexOffset(above);
  }

  remove() {
    this.marker.remove();
  }
}
