// Where marks and names go so that each can be read: groups of near marks, fans, free places for
// labels. Pure geometry in pixels; the same input gives the same picture. Knows no map.

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */

/** How many marks of one group are drawn; the more there are in all, the fewer. */
const FANS = [{ upTo: 120, most: 6 }, { upTo: 240, most: 3 }];

/** @param {number} count marks in all @returns {number} */
export const mostInFan = (count) => FANS.find(({ upTo }) => count <= upTo)?.most ?? 1;

/**
 * Points nearer than `reach` to a group's first point join it; the order given decides.
 * @template {Point} P
 * @param {P[]} points
 * @param {number} reach
 * @returns {{ x: number, y: number, members: P[] }[]}
 */
export function groups(points, reach) {
  /** @type {{ x: number, y: number, members: P[] }[]} */
  const found = [];
  for (const point of points) {
    const near = found.find((group) => isNear(group, point, reach));
    if (near) near.members.push(point);
    else found.push({ x: point.x, y: point.y, members: [point] });
  }
  return found;
}

/** Squares instead of a root: asked for every pair. @param {Point} a @param {Point} b
 * @param {number} reach */
const isNear = (a, b, reach) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < reach ** 2;

/**
 * Where the marks of one group stand around its point: alone in the middle, two side by side,
 * more on a ring, the first on top. `step` is the room one mark needs.
 * @param {number} count
 * @param {number} step
 * @returns {Point[]}
 */
export function fan(count, step) {
  if (count <= 1) return [{ x: 0, y: 0 }];
  const radius = Math.max(step / 2, step / (2 * Math.sin(Math.PI / count)));
  const start = count === 2 ? Math.PI : -Math.PI / 2;
  return Array.from({ length: count }, (_, index) => {
    const angle = start + (2 * Math.PI * index) / count;
    return { x: Math.round(radius * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) };
  });
}

export const MOST_SPREAD = 150; // marks; above that, pushing apart costs more than it tells

/**
 * Push points that overlap apart, a little each round, until each has `room` of its own or the
 * rounds are over. Equal points part by their order, so the result is always the same.
 * @param {Point[]} points
 * @param {number} room
 * @returns {Point[]}
 */
export function spread(points, room) {
  const moved = points.map(({ x, y }) => ({ x, y }));
  if (moved.length > MOST_SPREAD) return moved;
  for (let round = 0; round < 16; round += 1) {
    let pushed = false;
    for (let one = 0; one < moved.length; one += 1) {
      for (let two = one + 1; two < moved.length; two += 1) {
        pushed = part(moved[one], moved[two], room, one + two) || pushed;
      }
    }
    if (!pushed) break;
  }
  return moved;
}

/** @param {Point} a @param {Point} b @param {number} room @param {number} turn */
function part(a, b, room, turn) {
  const [right, down] = [b.x - a.x, b.y - a.y];
  const apart = Math.hypot(right, down);
  if (apart >= room - 0.5) return false;
  const push = (room - apart) / 2;
  const angle = apart > 0 ? Math.atan2(down, right) : turn;
  a.x -= push * Math.cos(angle);
  a.y -= push * Math.sin(angle);
  b.x += push * Math.cos(angle);
  b.y += push * Math.sin(angle);
  return true;
}

/** @param {Box} a @param {Box} b */
const overlap = (a, b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/** @param {number} x @param {number} y @param {number} wide @param {number} high @returns {Box} */
export const boxAround = (x, y, wide, high) => ({
  left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2,
});

/**
 * Places tried for a name, in its own widths and heights from its point, nearest first. None is
 * far: a township's name must not come to stand in its neighbour.
 */
const TRIES = [
  [0, 0], [0, 1.3], [0, -1.3], [0.5, 0], [-0.5, 0], [0.5, 1.2], [-0.5, 1.2], [0.5, -1.2],
  [-0.5, -1.2], [0, 2.2], [0, -2.2],
];

/**
 * Give each name a place that overlaps neither marks nor names already put down; where there is
 * none, the one that overlaps least, or no place at all if `optional`.
 * @template {{ x: number, y: number, wide: number, high: number, optional?: boolean }} N
 * @param {N[]} names
 * @param {Box[]} taken
 * @returns {{ name: N, at: Point | null }[]}
 */
export function placeNames(names, taken) {
  const occupied = [...taken];
  return names.map((name) => {
    const best = bestPlace(name, occupied);
    if (best.cost > 0 && name.optional) return { name, at: null };
    occupied.push(boxAround(best.x, best.y, name.wide, name.high));
    return { name, at: { x: best.x, y: best.y } };
  });
}

/**
 * @param {{ x: number, y: number, wide: number, high: number }} name
 * @param {Box[]} occupied
 */
function bestPlace(name, occupied) {
  let best = { x: name.x, y: name.y, cost: Infinity };
  for (const [right, down] of TRIES) {
    const x = name.x + right * name.wide;
    const y = name.y + down * name.high;
    const box = boxAround(x, y, name.wide, name.high);
    const cost = occupied.reduce((sum, other) => sum + overlap(box, other), 0);
    if (cost < best.cost) best = { x, y, cost };
    if (cost === 0) break;
  }
  return best;
}
