// What people ask a second person for, sorted for whoever looks at it. Pure.

/**
 * One's own, those that wait for one's word, and what else is known.
 * @template {{ mine: boolean, state: string }} T
 * @param {T[]} items the newest first
 * @param {boolean} mayDecide
 */
export function sorted(items, mayDecide) {
  const others = items.filter((one) => !one.mine);
  return {
    mine: items.filter((one) => one.mine),
    waiting: others.filter((one) => mayDecide && one.state === "waiting"),
    others: others.filter((one) => !mayDecide || one.state !== "waiting"),
  };
}
