export interface WindowSum {
  comparisons: number;
  mismatches: number;
}

/** One tally, or one roll-up of them, of the seconds that a sum begins with. */
export interface OldestTally extends WindowSum {
  second: number;
}

/**
 * A sum less its oldest whole seconds, as many as it can do without and still hold `size` comparisons. `oldest` are the
 * tallies that it begins with, in order; null where there is too little of either to tell.
 */
export function windowFrom(sum: WindowSum, size: number, oldest: readonly OldestTally[]): WindowSum | null {
  if (sum.comparisons < size) return null;
  let window = { comparisons: sum.comparisons, mismatches: sum.mismatches };
  for (let at = 0; at < oldest.length; ) {
    const next = oldest.findIndex(({ second }, place) => place > at && second !== oldest[at]?.second);
    const whole = next === -1 ? oldest.slice(at) : oldest.slice(at, next);
    const without = whole.reduce(
      (left, { comparisons, mismatches }) => ({
        comparisons: left.comparisons - comparisons,
        mismatches: left.mismatches - mismatches,
      }),
      window,
    );
    if (without.comparisons < size) return window;
    // The last one may have more tallies than were read.
    if (next === -1) return null;
    window = without;
    at = next;
  }
  return null;
}
