import {
  type CompiledRules,
  compareResponses,
  compileRules,
  noRules,
  type StoredDelta,
  suggestRules,
} from '@delta-guard/compare';
import type { SuggestedRule } from '../../contract.ts';
import { openSample, sampleLimits, usableRules } from './open-sample.ts';
import { patternEngine } from './pattern-engine.ts';
import type { StoredSample, SuggestAnswer, SuggestJob } from './sample-job.ts';

const suggestionsMax = 10;

/** Suggests rules from what would still differ in the samples under the rules of now. */
export async function suggestFromSamples(job: SuggestJob): Promise<SuggestAnswer> {
  const { routeId } = job;
  const compiled = compileRules(usableRules(job.rules, routeId), { routeId, patternEngine });
  const rules = compiled.ok ? compiled.rules : noRules;
  const deltas: StoredDelta[] = [];
  for (const sample of job.samples) {
    const delta = asOfNow(await openSample(sample), sample, rules);
    if (delta) deltas.push(delta);
  }
  return { samples: deltas.length, suggestions: suggestRules(deltas).slice(0, suggestionsMax).map(toRow) };
}

/** The sample with the differences that count now; null where none does, or where it cannot be told. */
function asOfNow(delta: StoredDelta, { current }: StoredSample, rules: CompiledRules): StoredDelta | null {
  const { legacy, candidate, truncated } = delta;
  const asFound = current && delta.differences.length > 0 ? delta : null;
  if (candidate === null || truncated) return asFound;
  const comparison = compareResponses(legacy, candidate, rules, sampleLimits);
  if (comparison.verdict === 'notCompared') return asFound;
  if (comparison.verdict === 'match') return null;
  const { differences, differencesTotal } = comparison;
  return { ...delta, differences, differencesTotal };
}

function toRow({ place, action, reason, evidence }: ReturnType<typeof suggestRules>[number]): SuggestedRule {
  return {
    place,
    action,
    reason,
    samples: evidence.deltas,
    samplesWithIt: evidence.deltasWithIt,
    differences: evidence.differences,
    examples: evidence.examples.map(({ deltaId, difference }) => ({ deltaId, difference })),
  };
}
