// Where the map looks: it fits once, obeys the operator, goes home after a minute alone, flies to
// a grave matter and comes back. Updates never move it.

export const ALONE = 60_000; // ms without a touch before the map goes home
const MARGIN = 22; // px between the county and the edge, so that a small map cuts no mark
const CLOSER = 1.7; // zoom steps between home and a grave matter

export class Camera {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    /** @type {L.LatLngBounds | null} */
    this.bounds = null;
    this.below = 0;
    this.isAway = false;
    this.isFlown = false;
    this.touchedAt = -Infinity;
    const touched = () => this.touched();
    for (const name of ["pointerdown", "wheel", "keydown"]) {
      map.getContainer().addEventListener(name, touched, { passive: true });
    }
    map.on("resize", () => { if (!this.isAway && !this.isFlown) this.fit(); });
  }

  /**
   * The first bounds are fitted; later calls change nothing. `below` pixels at the foot are
   * covered by something else.
   * @param {L.LatLngBounds} bounds @param {number} [below]
   */
  settle(bounds, below = 0) {
    if (this.bounds) return;
    this.bounds = bounds;
    this.below = below;
    this.fit();
  }

  fit() {
    if (this.bounds) this.map.fitBounds(this.bounds, { animate: false, ...this.padding() });
    this.isAway = false;
    this.isFlown = false;
  }

  /** @returns {{ paddingTopLeft: L.PointTuple, paddingBottomRight: L.PointTuple }} */
  padding() {
    const size = this.map.getSize();
    const [x, y] = [Math.max(MARGIN, size.x * 0.02), Math.max(MARGIN, size.y * 0.02)];
    return { paddingTopLeft: [x, y], paddingBottomRight: [x, y + this.below] };
  }

  touched() {
    this.touchedAt = Date.now();
    this.isAway = true;
  }

  /** @param {number} now */
  tick(now) {
    if (this.isAway && !this.isFlown && now - this.touchedAt >= ALONE) this.home();
  }

  home() {
    if (!this.bounds) return;
    this.isAway = false;
    this.isFlown = false;
    if (isStill()) this.fit();
    else this.map.flyToBounds(this.bounds, { duration: 1.4, ...this.padding() });
  }

  /** @param {L.LatLngExpression} at @param {number} [right] share of the width that is covered */
  fly(at, right = 0) {
    if (!this.bounds) return;
    const zoom = Math.min(14, this.map.getBoundsZoom(this.bounds) + CLOSER);
    const shift = L.point((this.map.getSize().x * right) / 2, 0);
    const centre = this.map.unproject(this.map.project(L.latLng(at), zoom).add(shift), zoom);
    this.isFlown = true;
    if (isStill()) this.map.setView(centre, zoom, { animate: false });
    else this.map.flyTo(centre, zoom, { duration: 1.8 });
  }

  /** Give the map back after a flight. */
  release() {
    if (this.isFlown) this.home();
  }
}

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
