import { type StoredDelta, suggestRules } from '@delta-guard/compare';
import type { SuggestedRule } from '../../contract.ts';
import { adaptersFor, judgeSample, type SampleNow, workMax } from './judge-sample.ts';
import { openSample, usableRules } from './open-sample.ts';
import type { SuggestAnswer, SuggestJob } from './sample-job.ts';

const suggestionsMax = 10;

/** Suggests rules from what still differs in the samples under the rules of now. */
export async function suggestFromSamples(job: SuggestJob): Promise<SuggestAnswer> {
  const { compiled } = usableRules(job.rules, job.routeId);
  const opened: { delta: StoredDelta; current: boolean }[] = [];
  for (const sample of job.samples) {
    opened.push({ delta: openSample(sample), current: sample.current });
  }
  const compare = { workMax, adapters: await adaptersFor(opened.map(({ delta }) => delta)) };
  const judged = opened.map(({ delta, current }) =>
    asOfNow(delta, { current, now: judgeSample(delta, compiled, compare) }),
  );
  const deltas = judged.filter((delta) => delta !== 'match' && delta !== 'unknown');
  return {
    samples: deltas.length,
    unknown: judged.filter((delta) => delta === 'unknown').length,
    suggestions: suggestRules(deltas).slice(0, suggestionsMax).map(toRow),
  };
}

/** The sample with the differences that count now. Where that cannot be told, those found under the same rules. */
function asOfNow(
  delta: StoredDelta,
  at: { current: boolean; now: SampleNow },
): StoredDelta | 'match' | 'unknown' {
  if (at.now.is === 'match') return 'match';
  if (at.now.is === 'unknown') return at.current && delta.differences.length > 0 ? delta : 'unknown';
  const { differences, differencesTotal } = at.now;
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
