import { binomialAtLeast, binomialAtMost } from './binomial.ts';

/** Classical one-sided upper bound on the rate, valid for one look only: P(at most `mismatches`) is `alpha` there. */
export function classicalUpper(comparisons: number, mismatches: number, alpha: number): number {
  if (mismatches >= comparisons) return 1;
  return crossing((rate) => binomialAtMost(mismatches, comparisons, rate) <= alpha);
}

/** Classical one-sided lower bound on the rate, valid for one look only. */
export function classicalLower(comparisons: number, mismatches: number, alpha: number): number {
  if (mismatches <= 0) return 0;
  return crossing((rate) => binomialAtLeast(mismatches, comparisons, rate) >= alpha);
}

/** The rate from which on `isBeyond` holds, by bisection. */
function crossing(isBeyond: (rate: number) => boolean): number {
  let low = 0;
  let high = 1;
  while (high - low > 1e-15 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (isBeyond(middle)) high = middle;
    else low = middle;
  }
  return high;
}
