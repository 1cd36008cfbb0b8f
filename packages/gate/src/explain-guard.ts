import { detectionDelay } from './detection-delay.ts';
import { type DetectorOptions, latencyDetectorOptions, mismatchDetectorOptions } from './detector.ts';
import { countInWords, durationInWords, percentInWords, plural } from './figures-in-words.ts';
import type { Policy } from './policy.ts';
import { hoursOf, note, type Pace, type PolicyNote } from './policy-note.ts';

/** What the guard of the policy finds, how fast, and how often it errs. */
export function explainGuard(policy: Policy, pace: Pace): PolicyNote[] {
  return [
    ...explainDetector(pace, {
      on: policy.guardOnMismatch,
      options: mismatchDetectorOptions(policy),
      members: { on: 'guardOnMismatch', rates: 'guardMismatchRates', limit: 'mismatchRateLimit' },
      words: { fault: 'mismatches', of: 'comparisons' },
    }),
    ...explainDetector(pace, {
      on: policy.guardOnLatency,
      options: latencyDetectorOptions(policy),
      members: { on: 'guardOnLatency', rates: 'guardLatencyRates', limit: 'latencyExceedanceLimit' },
      words: { fault: 'too slow answers', of: 'timed pairs' },
    }),
    explainBreaker(policy),
  ];
}

interface Watched {
  on: boolean;
  options: DetectorOptions;
  members: Record<'on' | 'rates' | 'limit', keyof Policy>;
  words: { fault: string; of: string };
}

function explainDetector(pace: Pace, { on, options, members, words }: Watched): PolicyNote[] {
  const { p0, p1, alarmAt } = options;
  if (!on) {
    return [
      note(
        [members.on, members.rates],
        `The guard does not look at ${words.fault}: they do not take the route back by themselves.`,
      ),
    ];
  }
  const healthy = note(
    [members.on, 'guardAlarmAt', members.limit],
    `The guard takes the route back when there are more than ${percentInWords(p0)} ${words.fault}, by far or for long.`,
    {
      costs: `A route that is just at that limit is taken back wrongly once in ${pace.words(alarmAt, words.of)}, on average and at most; a better one less often.`,
      requests: alarmAt,
      hours: pace.hours(alarmAt),
    },
  );
  const rates = [...new Set([...p1, 1])].sort((a, b) => a - b);
  return [
    healthy,
    ...rates.map((rate) => explainRate(pace, { rate, options, member: members.rates, words })),
  ];
}

function explainRate(
  pace: Pace,
  {
    rate,
    options,
    member,
    words,
  }: { rate: number; options: DetectorOptions; member: keyof Policy; words: Watched['words'] },
): PolicyNote {
  const fault = `A fault with ${percentInWords(rate)} ${words.fault}`;
  const delay = detectionDelay(options, rate);
  if (delay === null) {
    return note(
      [member],
      `${fault} takes too long to find for a figure to be of use: look for a higher rate.`,
    );
  }
  const within = `in 95 of 100 cases within ${countInWords(delay.at95)}`;
  return note(
    [member],
    `${fault} is found after ${pace.words(delay.mean, words.of)} on average, ${within}.`,
    {
      costs: 'As many clients may see it in canary and live; in guarded none does.',
      requests: delay.mean,
      hours: pace.hours(delay.mean),
    },
  );
}

function explainBreaker({ guardOnBreaker, breakerFailures, breakerClientsMin }: Policy): PolicyNote {
  const members = ['guardOnBreaker', 'breakerFailures', 'breakerClientsMin'] as const;
  if (!guardOnBreaker) return note(members, 'The breaker is off: failures count as mismatches only.');
  const failures = plural(breakerFailures, 'failure', 'failures');
  const clients = plural(breakerClientsMin, 'client address', 'client addresses');
  return note(
    members,
    `The breaker takes the route back after ${failures} of the candidate in a row from at least ${clients}; in complete it only raises the alarm.`,
    { requests: breakerFailures },
  );
}

/** How the stages behave and who decides. */
export function explainStages(policy: Policy): PolicyNote[] {
  const { guardWaitMs, guardHoldMs, fallbackWaitMs, canaryShares, soakStepMs } = policy;
  const steps = canaryShares.map((share) => percentInWords(share)).join(', ');
  const soaks = policy.conditions.includes('soak') ? canaryShares.length * hoursOf(soakStepMs) : null;
  return [
    note(
      ['guardWaitMs', 'guardHoldMs'],
      `In guarded a client waits for the candidate at most ${guardWaitMs} ms once the legacy's answer is whole, and an answer that is not whole after ${guardHoldMs} ms leaves as the legacy's.`,
    ),
    note(
      ['fallbackWaitMs'],
      `Where the candidate fails as primary the client gets the legacy's answer, waited for at most ${durationInWords(fallbackWaitMs)}.`,
    ),
    note(
      ['canaryShares'],
      `Canary goes in ${plural(canaryShares.length, 'step', 'steps')}: ${steps} of the clients.`,
      { hours: soaks },
    ),
    note(['onNewBuild'], newBuildWords[policy.onNewBuild]),
    note(['onLeaseLost', 'leaseMs'], leaseWords(policy)),
    note(['approvalsNeeded', 'autoAdvanceTo'], decisionWords(policy)),
  ];
}

const newBuildWords: Record<Policy['onNewBuild'], string> = {
  keep: 'A new build of the candidate stays in the stage that the old one had earned; only the guard protects.',
  guarded:
    'A new build of the candidate puts a route that answers clients back to guarded: it has to earn them itself, and no client sees a difference meanwhile.',
  shadow:
    'A new build of the candidate puts a route that answers clients back to shadow: it has to earn them itself.',
};

function leaseWords({ onLeaseLost, leaseMs }: Policy): string {
  const after = `A proxy that hears nothing of the control plane for ${durationInWords(leaseMs)}`;
  return onLeaseLost === 'keep'
    ? `${after} keeps its stage; its own guard goes on.`
    : `${after} goes to shadow until it hears again, unless the route is complete.`;
}

function decisionWords({ approvalsNeeded, autoAdvanceTo }: Policy): string {
  const approved =
    approvalsNeeded === 0
      ? 'One person is enough to promote'
      : `A promotion needs ${plural(approvalsNeeded, 'approval', 'approvals')} by others`;
  return autoAdvanceTo === null
    ? `${approved}; the route never advances by itself.`
    : `${approved}; with an open gate the route advances by itself up to ${autoAdvanceTo}.`;
}
