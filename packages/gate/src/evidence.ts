import { lastBelowZero } from './last-below-zero.ts';

/** Shares of the limit at which the candidate is imagined better; a mixture, so none has to be chosen in advance. */
const bets = [0, 0.1, 0.25, 0.5] as const;
const lnBets = bets.map((bet) => Math.log(bet));
const lnBetCount = Math.log(bets.length);

/**
 * ln of the evidence against "each exchange mismatches with probability of at least `rateLimit`", after `mismatches` of
 * `comparisons`. Whatever is looked at and when: under that null it reaches ln(1/alpha) with probability alpha at most.
 */
export function lnEvidence(comparisons: number, mismatches: number, rateLimit: number): number {
  const matches = comparisons - mismatches;
  const lnLegacy = Math.log1p(-rateLimit);
  let largest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < bets.length; at += 1) {
    const bet = bets[at] ?? 0;
    const lnMiss = mismatches === 0 ? 0 : mismatches * (lnBets[at] ?? 0);
    const lnMatch = matches === 0 ? 0 : matches * (Math.log1p(-bet * rateLimit) - lnLegacy);
    const term = lnMiss + lnMatch;
    if (term === Number.NEGATIVE_INFINITY) continue;
    if (term === Number.POSITIVE_INFINITY) return term;
    if (term <= largest) {
      sum += Math.exp(term - largest);
    } else {
      sum = sum * Math.exp(largest - term) + 1;
      largest = term;
    }
  }
  return largest + Math.log(sum) - lnBetCount;
}

/** Whether the rate is proven below `rateLimit` at error `alpha`. */
export function evidenceHolds(counts: EvidenceCounts, rateLimit: number, alpha: number): boolean {
  return lnEvidence(counts.comparisons, counts.mismatches, rateLimit) >= -Math.log(alpha);
}

export interface EvidenceCounts {
  comparisons: number;
  /** Of those; in the latency test, exceedances. */
  mismatches: number;
}

/**
 * The always-valid upper bound on the rate: the limit at which the evidence would just reach 1/alpha. Below a limit
 * exactly where `evidenceHolds` for it. 1 where nothing is known.
 */
export function upperBound(comparisons: number, mismatches: number, alpha: number): number {
  if (comparisons <= mismatches) return 1;
  const lnGoal = -Math.log(alpha);
  return lastBelowZero((rate) => lnEvidence(comparisons, mismatches, rate) - lnGoal, {
    // What was seen is never evidence against itself.
    low: mismatches / comparisons,
    step: lnGoal / comparisons,
  });
}

/** Comparisons at which the evidence would reach its goal if no mismatch came on top of `mismatches`. */
export function comparisonsNeeded(mismatches: number, rateLimit: number, alpha: number): number {
  const lnGoal = -Math.log(alpha);
  const holds = (comparisons: number) => lnEvidence(comparisons, mismatches, rateLimit) >= lnGoal;
  let low = mismatches;
  let high = Math.max(1, mismatches * 2);
  while (!holds(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The error that the j-th epoch of a route may use; all of them together use `alpha`. Throws where `ordinal` is not 1, 2, ... */
export function alphaOfEpoch(alpha: number, ordinal: number): number {
  // Counted from 0 the error would be infinite, and every gate open.
  if (!(ordinal >= 1 && Number.isInteger(ordinal)))
    throw new RangeError(`epochs are counted from 1, not ${ordinal}`);
  return alpha / (ordinal * (ordinal + 1));
}

/** The bound with every eligible exchange that was not compared counted as a mismatch. */
export function worstCaseUpperBound(counts: EvidenceCounts & { eligible: number }, alpha: number): number {
  const eligible = Math.max(counts.eligible, counts.comparisons);
  return upperBound(eligible, counts.mismatches + eligible - counts.comparisons, alpha);
}
