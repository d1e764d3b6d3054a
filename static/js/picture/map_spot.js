// A spot: one element of ours standing at a position on the Leaflet map, moved a few pixels aside
// when it would cover another. It goes with the map through zooms; its content enters as elements,
// never as markup. A plain element: hundreds of Leaflet's markers take longer to make than to draw.

const EMPTY = L.point(0, 0);
const CLASSES = "spot leaflet-marker-icon leaflet-zoom-animated";

/** The spots of a map stand anew together. @type {WeakMap<L.Map, Set<Spot>>} */
const standing = new WeakMap();

/** @param {L.Map} map */
function spotsOf(map) {
  const known = standing.get(map);
  if (known) return known;
  /** @type {Set<Spot>} */
  const spots = new Set();
  standing.set(map, spots);
  map.on("zoom viewreset", () => { for (const spot of spots) spot.settle(); });
  map.on("zoomanim", (/** @type {any} */ { zoom, center }) => {
    for (const spot of spots) spot.go(/** @type {any} */ (map)._latLngToNewLayerPoint(spot.at, zoom, center));
  });
  return spots;
}

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
    this.map = map;
    this.element = element;
    this.at = L.latLng(at);
    this.aside = EMPTY;
    this.down = 0;
    this.above = 0;
    this.root = document.createElement("div");
    this.root.className = isButton ? `${CLASSES} leaflet-interactive` : CLASSES;
    if (isButton) this.beButton();
    this.root.append(element);
    this.settle();
    map.getPane(pane)?.append(this.root);
    spotsOf(map).add(this);
  }

  /** Reached by keyboard, and then in sight. */
  beButton() {
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "button");
    this.root.addEventListener("focus", () => this.map.panInside(this.at, { padding: [50, 50] }));
  }

  /** A click or a key; a map dragged by its mark is no click. @param {() => void} act */
  onChosen(act) {
    const dragging = /** @type {any} */ (this.map.dragging);
    this.root.addEventListener("click", () => { if (!dragging?.moved()) act(); });
    this.root.addEventListener("keypress", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault(); // a space would also turn the page
      act();
    });
  }

  /** @param {L.LatLngExpression} at */
  stand(at) {
    const place = L.latLng(at);
    if (place.equals(this.at, 1e-7)) return;
    this.at = place;
    this.settle();
  }

  /** Where the map now has the position. */
  settle() {
    this.go(this.map.latLngToLayerPoint(this.at));
  }

  /**
   * In the plane, not in space (`translate3d`): the browser would keep a picture of each and put
   * hundreds together for every frame of a moving map. @param {L.Point} point
   */
  go(point) {
    const { x, y } = point.round();
    this.root.style.transform = `translate(${x}px,${y}px)`;
    this.down = y;
    this.root.style.zIndex = String(this.down + this.above);
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
    if (this.above === above) return;
    this.above = above;
    this.root.style.zIndex = String(this.down + above);
  }

  remove() {
    this.root.remove();
    standing.get(this.map)?.delete(this);
  }
}
