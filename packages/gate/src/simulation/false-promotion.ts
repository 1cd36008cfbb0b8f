import { binomialPmf } from '../binomial.ts';
import { comparisonsNeeded } from '../evidence.ts';
import { matchesBefore, type Random } from './random.ts';

export interface EvidenceRule {
  /** The limit to be proven. */
  rateLimit: number;
  alpha: number;
}

/**
 * The exact probability that the evidence of one epoch holds at some moment up to `comparisons`, looked at after each of
 * them, where each mismatches with probability `rate`. By recursion over the moments at which a further mismatch is
 * forgiven: no simulation.
 */
export function promotionProbability(rule: EvidenceRule, rate: number, comparisons: number): number {
  /** Probability of k mismatches so far and no proof yet, by k. */
  let unproven = [1];
  let proven = 0;
  let at = 0;
  for (let mismatches = 0; ; mismatches += 1) {
    const needed = comparisonsNeeded(mismatches, rule.rateLimit, rule.alpha);
    if (needed > comparisons) return proven;
    unproven = afterMore(unproven, needed - at, rate);
    proven += unproven[mismatches] ?? 0;
    unproven[mismatches] = 0;
    at = needed;
  }
}

/** Adds the mismatches of `more` comparisons; counts too improbable to matter are cut. */
function afterMore(distribution: readonly number[], more: number, rate: number): number[] {
  const mean = more * rate;
  const most = Math.min(more, Math.ceil(mean + 12 * Math.sqrt(mean) + 20));
  const added = Array.from({ length: most + 1 }, (_, hits) => binomialPmf(hits, more, rate));
  const sums = new Array<number>(distribution.length + most).fill(0);
  distribution.forEach((probability, before) => {
    if (probability === 0) return;
    for (let hits = 0; hits <= most; hits += 1) {
      sums[before + hits] = (sums[before + hits] ?? 0) + probability * (added[hits] ?? 0);
    }
  });
  while ((sums.at(-1) ?? 1) < 1e-18) sums.pop();
  return sums;
}

export interface EpochMoment {
  comparisons: number;
  mismatches: number;
}

/**
 * The moments of one random epoch at which the evidence is best: after the last match before each mismatch. What is not
 * proven at one of these is proven at none.
 */
export function* bestMoments(rate: number, comparisons: number, random: Random): Generator<EpochMoment> {
  let seen = 0;
  for (let mismatches = 0; seen < comparisons; mismatches += 1) {
    seen = Math.min(comparisons, seen + matchesBefore(rate, random));
    yield { comparisons: seen, mismatches };
    seen += 1;
  }
}

/** The share of `runs` random epochs in which `isProven` said so at some moment. */
export function promotionShare(
  runs: number,
  epoch: () => Iterable<EpochMoment>,
  isProven: (moment: EpochMoment) => boolean,
): number {
  let promoted = 0;
  for (let run = 0; run < runs; run += 1) {
    for (const moment of epoch()) {
      if (isProven(moment)) {
        promoted += 1;
        break;
      }
    }
  }
  return promoted / runs;
}
