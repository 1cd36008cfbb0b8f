import {
  adapterNeeded,
  type BodyAdapters,
  type CompareOptions,
  type Comparison,
  type CompiledRules,
  compareResponses,
  type Difference,
  loadAdapters,
  noRules,
  type StoredDelta,
} from '@delta-guard/compare';

/** Bodies of samples are at most 256 KiB a side; a pair that needs more work than this is not judged. */
export const workMax = 10_000_000;

/** `unknown`: the sample does not hold what was compared: it was cut, redacted, or is too much work. */
export type SampleNow =
  | { is: 'match' }
  | { is: 'unknown' }
  | { is: 'mismatch'; differences: Difference[]; differencesTotal: number };

/** What a sample is under the rules of now. */
export function judgeSample(delta: StoredDelta, rules: CompiledRules, options: CompareOptions): SampleNow {
  const { legacy, candidate, truncated, hasBodies } = delta;
  if (candidate === null || truncated || !hasBodies) return { is: 'unknown' };
  const now = compareResponses(legacy, candidate, rules, options);
  const isWhole = showsAll(delta, now, () => compareResponses(legacy, candidate, noRules, options));
  if (now.verdict === 'notCompared' || !isWhole) return { is: 'unknown' };
  if (now.verdict === 'match') return { is: 'match' };
  return { is: 'mismatch', differences: now.differences, differencesTotal: now.differencesTotal };
}

/**
 * Whether each difference that the proxy found can still be seen. Secrets are equal once they are redacted, and what
 * cannot be redacted is left out: such a sample would seem to match.
 */
function showsAll({ differences }: StoredDelta, now: Comparison, compareBare: () => Comparison): boolean {
  const shown = keysOf(now);
  const hidden = differences.filter((difference) => !shown.has(keyOf(difference)));
  if (hidden.length === 0) return true;
  const bare = keysOf(compareBare());
  return hidden.every((difference) => bare.has(keyOf(difference)));
}

function keysOf(comparison: Comparison): ReadonlySet<string> {
  return new Set(comparison.verdict === 'match' ? [] : comparison.differences.map(keyOf));
}

function keyOf({ place, path, kind }: Difference): string {
  return `${place} ${kind} ${path}`;
}

/** The parsers that these samples need, as the proxies load them. */
export async function adaptersFor(deltas: readonly StoredDelta[]): Promise<BodyAdapters> {
  const kinds = deltas.flatMap(({ legacy, candidate }) => {
    const kind = candidate && adapterNeeded(legacy, candidate);
    return kind ? [kind] : [];
  });
  return loadAdapters([...new Set(kinds)]);
}
