import { binomialAtLeast } from './binomial.ts';
import type { GateCondition } from './decision.ts';
import { alphaOfEpoch, comparisonsNeeded, evidenceHolds, upperBound } from './evidence.ts';
import { countInWords, percentBeside, percentInWords, plural } from './figures-in-words.ts';
import { forecastMs } from './forecast.ts';
import type { GateInput } from './gate-input.ts';

/** Condition 2: the mismatch rate of the epoch is proven below the limit. */
export function evidenceCondition(input: GateInput): GateCondition {
  const { comparisons, mismatches } = input.counts;
  return provenBelow(input, {
    id: 'evidence',
    seen: comparisons,
    bad: mismatches,
    limit: input.policy.mismatchRateLimit,
    perSecond: input.comparisonsPerSecond,
    words: {
      what: 'The mismatch rate',
      seenOne: 'comparison',
      seenMany: 'comparisons',
      one: 'mismatch',
      many: 'mismatches',
    },
  });
}

/** Condition 3: the share of exchanges with too slow a candidate is proven below the limit. */
export function latencyCondition(input: GateInput): GateCondition {
  const { comparisons, latencyPairs, latencyExceedances } = input.counts;
  const pairsPerComparison = comparisons > 0 ? Math.min(1, latencyPairs / comparisons) : 1;
  const limitMs = input.policy.overheadLimitMs;
  return provenBelow(input, {
    id: 'latency',
    seen: latencyPairs,
    bad: latencyExceedances,
    limit: input.policy.latencyExceedanceLimit,
    perSecond: input.comparisonsPerSecond * pairsPerComparison,
    words: {
      what: `The share of exchanges slower by more than ${limitMs} ms`,
      seenOne: 'timed pair',
      seenMany: 'timed pairs',
      one: 'too slow',
      many: 'too slow',
    },
  });
}

interface Claim {
  id: 'evidence' | 'latency';
  seen: number;
  bad: number;
  limit: number;
  perSecond: number;
  words: { what: string; seenOne: string; seenMany: string; one: string; many: string };
}

function provenBelow(input: GateInput, claim: Claim): GateCondition {
  const alpha = alphaOfEpoch(input.policy.alpha, input.epochOrdinal);
  const { id, limit, seen, bad, words } = claim;
  const base = { id, limit, unit: 'fraction' as const };
  if (evidenceHolds({ comparisons: seen, mismatches: bad }, limit, alpha)) {
    const figure = upperBound(seen, bad, alpha);
    const proof = `${words.what} is proven below ${percentInWords(limit)}: at most ${percentBeside(figure, limit)}`;
    return { ...base, met: true, figure, words: `${proof}, ${tally(claim)}.`, metAtMs: null };
  }
  const missing = comparisonsNeeded(bad, limit, alpha) - seen;
  if (seen === 0) {
    const nothing = `Nothing is known yet: ${countInWords(missing)} clean ${words.seenMany} are needed.`;
    return {
      ...base,
      met: false,
      figure: null,
      words: nothing,
      metAtMs: forecastMs(input.nowMs, missing, claim.perSecond),
    };
  }
  const figure = upperBound(seen, bad, alpha);
  const sofar = `${words.what} is only proven to be at most ${percentBeside(figure, limit)}, ${tally(claim)}`;
  if (isClearlyAbove(claim, input.policy.alpha)) {
    const hopeless = `${sofar}; as things are it is above ${percentInWords(limit)} and more traffic will not prove it below.`;
    return { ...base, met: false, figure, words: hopeless, metAtMs: null };
  }
  return {
    ...base,
    met: false,
    figure,
    words: `${sofar}; ${plural(missing, `more clean ${words.seenOne}`, `more clean ${words.seenMany}`)} would prove it below ${percentInWords(limit)}.`,
    metAtMs: forecastMs(input.nowMs, missing, claim.perSecond),
  };
}

function tally(claim: Claim): string {
  return `${plural(claim.bad, claim.words.one, claim.words.many)} in ${plural(claim.seen, claim.words.seenOne, claim.words.seenMany)}`;
}

/** A forecast of clean traffic would be a lie where the classical interval lies above the limit as a whole. */
function isClearlyAbove(claim: Claim, alpha: number): boolean {
  const { bad, seen, limit } = claim;
  return bad / seen > limit && binomialAtLeast(bad, seen, limit) < alpha;
}
