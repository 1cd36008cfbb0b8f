import { evidenceOfSilence } from './detection-delay.ts';
import { type DetectorOptions, latencyDetectorOptions, mismatchDetectorOptions } from './detector.ts';
import { countInWords, durationInWords, percentInWords } from './figures-in-words.ts';
import type { Policy } from './policy.ts';

type NumericMember = {
  [Name in keyof Policy]: Policy[Name] extends number ? Name : never;
}[keyof Policy];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const yearMs = 366 * 24 * hourMs;

/** What is wrong with a policy, one sentence each; empty where it can be used. */
export function checkPolicy(policy: Policy): string[] {
  return [...checkRates(policy), ...checkAmounts(policy), ...checkGuard(policy), ...checkConditions(policy)];
}

function checkRates(policy: Policy): string[] {
  const problems: string[] = [];
  const rates = ['mismatchRateLimit', 'latencyExceedanceLimit', 'alpha'] as const;
  for (const name of rates) {
    if (!(policy[name] > 0 && policy[name] < 1)) problems.push(`${name} must be above 0 % and below 100 %.`);
  }
  if (policy.alpha > 0.5) problems.push('alpha above 50 % proves nothing: choose at most 50 %.');
  for (const name of ['coverageMin', 'spreadTargetShareMax'] as const) {
    if (!(policy[name] > 0 && policy[name] <= 1))
      problems.push(`${name} must be above 0 % and at most 100 %.`);
  }
  return problems;
}

/** Members with the least and the largest value that make sense, whole numbers where `whole`. */
const amounts: readonly (Amount & { name: NumericMember })[] = [
  { name: 'windowSize', least: 1, most: 1_000_000, whole: true },
  { name: 'overheadLimitMs', least: 0.001, most: hourMs, whole: false },
  { name: 'soakShadowMs', least: 0, most: yearMs, whole: true },
  { name: 'soakStepMs', least: 0, most: yearMs, whole: true },
  { name: 'coolDownMs', least: 0, most: yearMs, whole: true },
  { name: 'spreadHoursMin', least: 1, most: 24, whole: true },
  // What a sketch of targets can tell apart with some exactness.
  { name: 'spreadTargetsMin', least: 1, most: 1_000_000, whole: true },
  { name: 'lagLimitMs', least: 1, most: hourMs, whole: true },
  { name: 'fallbackWaitMs', least: 1, most: hourMs, whole: true },
  { name: 'breakerFailures', least: 1, most: 1_000, whole: true },
  { name: 'breakerClientsMin', least: 1, most: 1_000, whole: true },
  { name: 'guardWaitMs', least: 0, most: minuteMs, whole: true },
  { name: 'guardHoldMs', least: 1, most: minuteMs, whole: true },
  // Below it one lost packet would take routes back.
  { name: 'leaseMs', least: 1_000, most: yearMs, whole: true },
  { name: 'approvalsNeeded', least: 0, most: 10, whole: true },
];

function checkAmounts(policy: Policy): string[] {
  const problems: string[] = [];
  for (const amount of amounts) {
    const { name, least, most, whole } = amount;
    const value = policy[name];
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) continue;
    problems.push(
      `${name} must be ${name.endsWith('Ms') ? timeRange(amount, value) : range(amount, value)}.`,
    );
  }
  if (policy.breakerClientsMin > policy.breakerFailures) {
    problems.push('breakerClientsMin cannot be above breakerFailures.');
  }
  return problems;
}

interface Amount {
  least: number;
  most: number;
  whole: boolean;
}

function range({ least, most, whole }: Amount, value: number): string {
  return `${whole ? 'a whole number' : 'a number'} from ${countInWords(least)} to ${countInWords(most)}, not ${value}`;
}

function timeRange({ least, most, whole }: Amount, value: number): string {
  return `from ${time(least)} to ${time(most)}${whole ? ', in whole ms' : ''}, not ${value} ms`;
}

function time(ms: number): string {
  return ms > 0 && ms < 1_000 ? `${ms} ms` : durationInWords(ms);
}

function checkGuard(policy: Policy): string[] {
  return [
    ...checkGuardRates('guardMismatchRates', policy.guardMismatchRates, policy.mismatchRateLimit),
    ...checkGuardRates('guardLatencyRates', policy.guardLatencyRates, policy.latencyExceedanceLimit),
    ...(policy.guardAlarmAt >= 1e4 && Number.isFinite(policy.guardAlarmAt)
      ? []
      : ['guardAlarmAt must be at least 10,000: a healthy route would be rolled back too often.']),
    ...checkSilence('guardMismatchRates', mismatchDetectorOptions(policy)),
    ...checkSilence('guardLatencyRates', latencyDetectorOptions(policy)),
    ...checkCanary(policy.canaryShares),
  ];
}

/** Rates very close to the limit add up evidence out of matches alone. */
function checkSilence(name: string, options: DetectorOptions): string[] {
  if (options.p1.some((rate) => !(rate > options.p0)) || evidenceOfSilence(options) < options.alarmAt / 2)
    return [];
  return [
    `${name}: so close to the limit of ${percentInWords(options.p0)} a route without any fault would alarm; name higher rates.`,
  ];
}

function checkCanary(shares: readonly number[]): string[] {
  if (shares.length === 0 || shares.length > 20) return ['canaryShares must name 1 to 20 steps.'];
  const rising = shares.every((share, at) => share > (shares[at - 1] ?? 0) && share < 1);
  return rising ? [] : ['canaryShares must rise, above 0 % and below 100 %.'];
}

/** A rate at or below the limit would turn the ratio round: each match would count against the route. */
function checkGuardRates(name: string, rates: readonly number[], limit: number): string[] {
  if (rates.length === 0 || rates.length > 8) return [`${name} must name 1 to 8 rates.`];
  return rates
    .filter((rate) => !(rate > limit && rate < 1))
    .map(
      (rate) =>
        `${name}: ${percentInWords(rate)} must be above the limit of ${percentInWords(limit)} and below 100 %, or the healthy are rolled back.`,
    );
}

function checkConditions(policy: Policy): string[] {
  const problems: string[] = [];
  if (!policy.conditions.includes('window') && !policy.conditions.includes('evidence')) {
    problems.push('conditions must hold window or evidence: without either no answer is judged.');
  }
  if (new Set(policy.conditions).size !== policy.conditions.length)
    problems.push('conditions names one twice.');
  if (!policy.conditions.includes('calm')) {
    problems.push(
      'conditions must hold calm: without it a cool-down or a freeze would not stop a promotion.',
    );
  }
  return problems;
}

/** What a usable policy gives up, one sentence each, for the page of every route under it. */
export function policyWarnings(policy: Policy): string[] {
  const warnings: string[] = [];
  const { guardOnMismatch, guardOnLatency, guardOnBreaker } = policy;
  if (!guardOnMismatch && !guardOnLatency && !guardOnBreaker) {
    warnings.push(
      'The guard is off: nothing takes the route back by itself, whatever the candidate answers.',
    );
  } else {
    if (!guardOnMismatch) warnings.push(guardOffWords.mismatch);
    if (!guardOnLatency) warnings.push(guardOffWords.latency);
    if (!guardOnBreaker) warnings.push(guardOffWords.breaker);
  }
  if (policy.onNewBuild === 'keep') {
    warnings.push(
      'A new build answers clients unproven, in the stage that the old one had earned: only the guard protects.',
    );
  }
  if (policy.autoAdvanceTo === 'complete') {
    warnings.push(
      'The route goes to complete by itself: from there on nothing is compared and the guard does not act.',
    );
  }
  return warnings;
}

const guardOffWords = {
  mismatch: 'The guard does not look at mismatches: wrong answers do not take the route back by themselves.',
  latency: 'The guard does not look at latency: a slow candidate does not take the route back by itself.',
  breaker:
    'The breaker is off: a candidate that fails for all takes the route back only if the guard looks at mismatches, and in complete nothing alarms.',
};
