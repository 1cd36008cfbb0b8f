/**
 * The exact probability that at some moment up to `comparisons` the last `size` of them held no mismatch: what a window
 * that is looked at all the time promotes.
 */
export function cleanWindowProbability(size: number, rate: number, comparisons: number): number {
  if (comparisons < size) return 0;
  const clean = (1 - rate) ** size;
  const first = clean * rate;
  /** reached[n]: a clean window was seen by comparison n. It is seen first at n > size if n - size was a mismatch and nothing before. */
  const reached = new Float64Array(comparisons + 1);
  for (let n = size; n <= comparisons; n += 1) {
    const fresh = n === size ? clean : first * (1 - (reached[n - size - 1] ?? 0));
    reached[n] = (reached[n - 1] ?? 0) + fresh;
  }
  return reached[comparisons] ?? 0;
}

/** Comparisons on average until two mismatches are among the last `size`: the rule of the window used as a trigger. */
export function meanUntilTwoInWindow(size: number, rate: number): number {
  const nextInWindow = -Math.expm1((size - 1) * Math.log1p(-rate));
  return (1 + 1 / nextInWindow) / rate;
}
