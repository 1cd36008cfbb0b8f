import type { ConditionId } from './decision.ts';
import { alphaOfEpoch, comparisonsNeeded } from './evidence.ts';
import { countInWords, durationInWords, percentInWords, plural } from './figures-in-words.ts';
import type { Policy } from './policy.ts';
import { hoursOf, note, type Pace, type PolicyNote } from './policy-note.ts';

type Explain = (policy: Policy, pace: Pace) => PolicyNote;

const explainers: Record<ConditionId, Explain> = {
  window: explainWindow,
  evidence: explainEvidence,
  latency: explainLatency,
  coverage: explainCoverage,
  soak: explainSoak,
  calm: explainCalm,
  spread: explainSpread,
  flow: explainFlow,
};

/** What each condition that the policy asks for means and costs. */
export function explainGate(policy: Policy, pace: Pace): PolicyNote[] {
  return policy.conditions.map((id) => explainers[id](policy, pace));
}

function explainWindow({ windowSize, mismatchRateLimit }: Policy, pace: Pace): PolicyNote {
  const allowed = mismatchesAllowed(windowSize, mismatchRateLimit);
  const size = countInWords(windowSize);
  const most =
    allowed === 0 ? 'not one may be a mismatch' : `at most ${plural(allowed, 'mismatch', 'mismatches')}`;
  return note(
    ['windowSize', 'mismatchRateLimit'],
    `Of the newest ${size} comparisons fewer than ${percentInWords(mismatchRateLimit)} may differ: ${most}. This shows present health and proves nothing yet.`,
    {
      costs: `It is full after ${pace.words(windowSize, 'comparisons')}, and so long does a mismatch stay in it.`,
      requests: windowSize,
      hours: pace.hours(windowSize),
    },
  );
}

/** The most mismatches with which the rate is below the limit. */
function mismatchesAllowed(size: number, limit: number): number {
  let allowed = Math.ceil(size * limit);
  while (allowed > 0 && !(allowed / size < limit)) allowed -= 1;
  return allowed;
}

function explainEvidence({ mismatchRateLimit, alpha }: Policy, pace: Pace): PolicyNote {
  const first = alphaOfEpoch(alpha, 1);
  const clean = comparisonsNeeded(0, mismatchRateLimit, first);
  const one = comparisonsNeeded(1, mismatchRateLimit, first);
  const second = comparisonsNeeded(0, mismatchRateLimit, alphaOfEpoch(alpha, 2));
  return note(
    ['mismatchRateLimit', 'alpha'],
    `The mismatch rate of the epoch must be proven below ${percentInWords(mismatchRateLimit)}, with a risk of error of ${percentInWords(alpha)} over all epochs of the route, however often one looks.`,
    {
      costs: `That takes ${pace.words(clean, 'comparisons')} without a mismatch, ${countInWords(one)} with one, and ${countInWords(second)} in a second epoch, after a new build or rule.`,
      requests: clean,
      hours: pace.hours(clean),
    },
  );
}

function explainLatency(policy: Policy, pace: Pace): PolicyNote {
  const { overheadLimitMs, latencyExceedanceLimit, alpha } = policy;
  const first = alphaOfEpoch(alpha, 1);
  const clean = comparisonsNeeded(0, latencyExceedanceLimit, first);
  const ten = comparisonsNeeded(10, latencyExceedanceLimit, first);
  return note(
    ['overheadLimitMs', 'latencyExceedanceLimit', 'alpha'],
    `Fewer than ${percentInWords(latencyExceedanceLimit)} of the exchanges may have a candidate that takes over ${overheadLimitMs} ms longer than the legacy; that too must be proven.`,
    {
      costs: `That takes ${pace.words(clean, 'timed pairs')} with none too slow, and ${countInWords(ten)} with ten.`,
      requests: clean,
      hours: pace.hours(clean),
    },
  );
}

function explainCoverage({ coverageMin }: Policy): PolicyNote {
  const means =
    coverageMin >= 1
      ? 'Every eligible exchange must end as a match or a mismatch: a single one that was not compared closes the gate until the next epoch.'
      : `At least ${percentInWords(coverageMin, 6)} of the eligible exchanges must end as a match or a mismatch: one in ${countInWords(1 / (1 - coverageMin))} may stay without a verdict.`;
  return note(['coverageMin'], means);
}

function explainSoak({ soakShadowMs, soakStepMs }: Policy): PolicyNote {
  const total = soakShadowMs + soakStepMs;
  return note(
    ['soakShadowMs', 'soakStepMs'],
    total === 0
      ? 'No stage has to last: traffic of one hour or one day may be all that is seen.'
      : `The route stays in shadow for at least ${durationInWords(soakShadowMs)} and in each later stage and canary step for ${durationInWords(soakStepMs)}, so that nightly jobs and rare traffic are seen.`,
    { hours: hoursOf(soakShadowMs) },
  );
}

function explainCalm({ coolDownMs }: Policy): PolicyNote {
  return note(
    ['coolDownMs'],
    `After a rollback no promotion is possible for ${durationInWords(coolDownMs)}, nor in a freeze or while the route is paused.`,
    { hours: hoursOf(coolDownMs) },
  );
}

function explainSpread({ spreadHoursMin, spreadTargetsMin, spreadTargetShareMax }: Policy): PolicyNote {
  return note(
    ['spreadHoursMin', 'spreadTargetsMin', 'spreadTargetShareMax'],
    `Comparisons must come in at least ${spreadHoursMin} of the last 24 hours and, where the template has parameters, from at least ${countInWords(spreadTargetsMin)} distinct targets, none with more than ${percentInWords(spreadTargetShareMax)} of them.`,
    {
      costs: `That takes at least ${plural(spreadHoursMin - 1, 'hour', 'hours')} of steady traffic.`,
      hours: spreadHoursMin - 1,
    },
  );
}

function explainFlow({ lagLimitMs }: Policy): PolicyNote {
  return note(
    ['lagLimitMs'],
    `Every proxy must be connected with a lag under ${durationInWords(lagLimitMs)}, or be retired by an operator: a proxy that is cut off may have seen what the others did not.`,
  );
}
