const secantsMax = 40;
/** Of the place itself: from there on halving takes a few steps. */
const nearShare = 2 ** -46;

/**
 * The last number in [low, 1) at which a rising function is below zero. It must be so at `low`, and not at 1. By secants
 * that are turned to the side that did not move (Illinois), then by halves: far fewer calls than halves alone take.
 */
export function lastBelowZero(
  rising: (at: number) => number,
  { low: from, step: firstStep }: { low: number; step: number },
): number {
  let [low, high] = [from, Math.min(1, from + firstStep)];
  let [atLow, atHigh] = [rising(low), rising(high)];
  for (let step = firstStep; atHigh < 0; ) {
    [low, atLow] = [high, atHigh];
    step *= 2;
    high = Math.min(1, high + step);
    atHigh = rising(high);
  }
  let moved: 'low' | 'high' | null = null;
  for (let turn = 0; turn < secantsMax && high - low > high * nearShare; turn += 1) {
    const cut = low - (atLow * (high - low)) / (atHigh - atLow);
    const middle = cut > low && cut < high ? cut : (low + high) / 2;
    const value = rising(middle);
    if (value < 0) {
      [low, atLow] = [middle, value];
      if (moved === 'low') atHigh /= 2;
      moved = 'low';
    } else {
      [high, atHigh] = [middle, value];
      if (moved === 'high') atLow /= 2;
      moved = 'high';
    }
  }
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return low;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
}
