import type { Tally } from '@delta-guard/protocol';
import { eligibleOf } from './fold-batch.ts';

/** No second of one instance holds more; sums of such counts stay exact in every place they go to. */
const countMax = 2 ** 40;

/** Why a tally cannot be true, or null where it can. */
export function implausibility(tally: Tally): string | null {
  const eligible = eligibleOf(tally);
  const counts = [
    tally.requests,
    tally.keyed ?? 0,
    eligible,
    tally.latencyPairs,
    tally.otherSignatures,
    tally.fallbacks,
    tally.controlComparisons,
  ];
  for (const { count } of [
    ...tally.signatures,
    ...tally.ruleHits,
    ...tally.noise,
    ...(tally.unfinished ?? []),
  ])
    counts.push(count);
  const { frequent = [], missed = 0 } = tally.targets ?? {};
  counts.push(missed, ...frequent.map(({ count }) => count));
  if (counts.some((count) => count > countMax)) return 'a tally counts more than a second can hold';
  if (tally.latencyExceedances > tally.latencyPairs) return 'a tally has more exceedances than timed pairs';
  if ((tally.keyed ?? 0) > tally.requests)
    return 'a tally has more requests with the sticky key than requests';
  return null;
}
