export interface BoundScale {
  /** Places on the bar, 0 to 100. */
  rateAt: number;
  upperAt: number;
  limitAt: number;
  /** A rate of zero has no place on a scale of powers of ten; the bar then begins at its left edge. */
  rateShown: boolean;
  /** The bound is below the limit: proven. */
  below: boolean;
  /** The rate itself is at or above the limit. */
  rateAbove: boolean;
}

const lowest = -6;

/** Fractions on a scale of powers of ten from one in a million (left edge) to one (right edge). */
export function boundScale({
  rate,
  upper,
  limit,
}: {
  rate: number | null;
  upper: number;
  limit: number;
}): BoundScale {
  return {
    rateAt: place(rate ?? 0),
    upperAt: place(upper),
    limitAt: place(limit),
    rateShown: rate !== null && rate > 0,
    below: upper < limit,
    rateAbove: rate !== null && rate >= limit,
  };
}

function place(fraction: number): number {
  if (fraction <= 0) return 0;
  return Math.max(0, Math.min(100, ((Math.log10(fraction) - lowest) / -lowest) * 100));
}
