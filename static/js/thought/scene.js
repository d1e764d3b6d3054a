// Which grave matter has the wall, and for how long: each takes it once for every time it rises,
// the gravest first, and gives it back by itself. Pure: scene in, scene out.

import { isCalling, isGrave, risenAt } from "./select.js";

/** @typedef {import("../types/card.js").Card} Card */
/** @typedef {{ id: number, rise: string, since: number } | null} Holding */
/** @typedef {{ holding: Holding, shown: Map<number, string> }} Scene */

export const HOLD = 30_000; // ms that one matter keeps the wall

/** @returns {Scene} */
export const noScene = () => ({ holding: null, shown: new Map() });

/** @param {Card} card */
const riseOf = (card) => `${risenAt(card)} ${card.level}`;

/**
 * The scene at `now`: the one held until its time is over or it is answered, else the gravest
 * that has not had the wall since it last rose. A graver one does not wait.
 * @param {Scene} scene
 * @param {Iterable<Card>} cards
 * @param {number} now
 * @returns {Scene}
 */
export function nextScene(scene, cards, now) {
  const grave = [...cards].filter((card) => isGrave(card) && isCalling(card));
  const { holding } = scene;
  const held = grave.find((card) => card.case === holding?.id && riseOf(card) === holding?.rise);
  const next = gravest(grave.filter((card) => scene.shown.get(card.case) !== riseOf(card)));
  const isOver = holding === null || !held || now - holding.since >= HOLD;
  if (!isOver && !(next && next.level < held.level)) return scene;
  if (next === null) return { holding: null, shown: kept(scene.shown, grave) };
  const shown = kept(scene.shown, grave).set(next.case, riseOf(next));
  return { holding: { id: next.case, rise: riseOf(next), since: now }, shown };
}

/** @param {Card[]} cards @returns {Card | null} */
const gravest = (cards) =>
  [...cards].sort((a, b) => a.level - b.level || risenAt(b) - risenAt(a))[0] ?? null;

/** Matters that no longer call are forgotten: a wall runs for weeks. */
const kept = (/** @type {Map<number, string>} */ shown, /** @type {Card[]} */ grave) =>
  new Map([...shown].filter(([id]) => grave.some((card) => card.case === id)));
