import type { ConditionId } from './decision.ts';
import { conditionIds } from './decision.ts';

/** The thresholds a route is judged by. Rates and shares are fractions: 0.0001 is 0.01 %. */
export interface Policy {
  /** The conditions that its gate asks for; all others are left out of the decision. */
  conditions: readonly ConditionId[];
  /** Comparisons in a full window. */
  windowSize: number;
  /** Theta: the mismatch rate must be below it, in the window and, proven, in the epoch. */
  mismatchRateLimit: number;
  /** Error allowed over all epochs of a route, shared out among them. */
  alpha: number;
  /** A pair whose candidate took longer than its legacy by more than this is an exceedance. */
  overheadLimitMs: number;
  /** The share of exceedances must be proven below it; 0.01 makes the overhead limit one on the p99. */
  latencyExceedanceLimit: number;
  /** Least share of eligible exchanges that ended as match or mismatch. */
  coverageMin: number;
  soakShadowMs: number;
  /** Time in each later stage, and in each canary step. */
  soakStepMs: number;
  /** How long no promotion is possible after a rollback. */
  coolDownMs: number;
  /** Hours of the last 24 that must hold comparisons. */
  spreadHoursMin: number;
  /** Distinct targets, where the template has parameters. */
  spreadTargetsMin: number;
  /** Largest share of the comparisons that one target may have. */
  spreadTargetShareMax: number;
  /** Age of the oldest unacked batch from which an instance does not count as flowing. */
  lagLimitMs: number;
  /** How long the legacy's answer is waited for when the candidate failed as primary. */
  fallbackWaitMs: number;
  /** Shares of clients on the candidate, rising, in the steps of `canary`. */
  canaryShares: readonly number[];
  /** Mismatch rates that the guard looks for; each above `mismatchRateLimit`. */
  guardMismatchRates: readonly number[];
  /** Exceedance rates that the guard looks for; each above `latencyExceedanceLimit`. */
  guardLatencyRates: readonly number[];
  /** Exchanges between two false alarms of a healthy route, at least, on average. */
  guardAlarmAt: number;
  /** Failures of the candidate in a row that open the breaker ... */
  breakerFailures: number;
  /** ... when they came from at least this many client addresses. */
  breakerClientsMin: number;
}

export const policyNames = ['proven', 'story', 'trial'] as const;
export type PolicyName = (typeof policyNames)[number];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const proven: Policy = {
  conditions: conditionIds,
  windowSize: 10_000,
  mismatchRateLimit: 1e-4,
  alpha: 0.05,
  overheadLimitMs: 5,
  latencyExceedanceLimit: 0.01,
  coverageMin: 0.999,
  soakShadowMs: 24 * hourMs,
  soakStepMs: hourMs,
  coolDownMs: 15 * minuteMs,
  spreadHoursMin: 20,
  spreadTargetsMin: 1_000,
  spreadTargetShareMax: 0.2,
  lagLimitMs: 10_000,
  fallbackWaitMs: 1_000,
  canaryShares: [0.01, 0.05, 0.25, 0.5],
  guardMismatchRates: [1e-3, 1e-2, 1e-1],
  guardLatencyRates: [0.03, 0.1, 0.3],
  guardAlarmAt: 1e7,
  breakerFailures: 5,
  breakerClientsMin: 2,
};

const story: Policy = { ...proven, conditions: ['window', 'latency', 'calm'] };

const trial: Policy = {
  ...proven,
  conditions: ['window', 'evidence', 'latency', 'coverage', 'calm', 'flow'],
  windowSize: 200,
  mismatchRateLimit: 0.01,
  latencyExceedanceLimit: 0.25,
  coverageMin: 0.99,
  soakShadowMs: 0,
  soakStepMs: 0,
  coolDownMs: 10_000,
  guardMismatchRates: [0.03, 0.1, 0.3],
  guardLatencyRates: [0.4, 0.6, 0.8],
};

export const presetPolicies: Record<PolicyName, Policy> = { proven, story, trial };

/** What an open gate of each preset means, for the page: one sentence each, without flattery. */
export const policyProves: Record<PolicyName, string> = {
  proven:
    'Proves that fewer than 0.01 % of exchanges like those of the epoch differ and that fewer than 1 % are slower by more than 5 ms, with at most 5 % risk of error for each over all epochs of the route.',
  story:
    'Proves the latency but not the answers: no mismatch among the last 10,000 comparisons still allows a rate of 0.03 %, and a gate that is looked at all the time opens sooner or later for a candidate three times too bad.',
  trial:
    'Proves little, for samples and tests only: about one answer in 100 may still differ and one in four may be slower by more than 5 ms, seen over minutes instead of a day.',
};

/** What is wrong with a policy, one sentence each; empty where it can be used. */
export function checkPolicy(policy: Policy): string[] {
  return [...checkRates(policy), ...checkAmounts(policy), ...checkGuard(policy), ...checkConditions(policy)];
}

function checkRates(policy: Policy): string[] {
  const problems: string[] = [];
  const rates = ['mismatchRateLimit', 'latencyExceedanceLimit', 'alpha'] as const;
  for (const name of rates) {
    if (!(policy[name] > 0 && policy[name] < 1)) problems.push(`${name} must be above 0 and below 1.`);
  }
  if (policy.alpha > 0.5) problems.push('alpha above 0.5 proves nothing: choose at most 0.5.');
  for (const name of ['coverageMin', 'spreadTargetShareMax'] as const) {
    if (!(policy[name] > 0 && policy[name] <= 1)) problems.push(`${name} must be above 0 and at most 1.`);
  }
  return problems;
}

function checkAmounts(policy: Policy): string[] {
  const problems: string[] = [];
  const counts = ['windowSize', 'spreadTargetsMin', 'breakerFailures', 'breakerClientsMin'] as const;
  for (const name of counts) {
    if (!(Number.isSafeInteger(policy[name]) && policy[name] > 0)) {
      problems.push(`${name} must be a whole number of at least 1.`);
    }
  }
  if (policy.windowSize > 1_000_000) problems.push('windowSize must be at most 1,000,000.');
  if (policy.breakerClientsMin > policy.breakerFailures) {
    problems.push('breakerClientsMin cannot be above breakerFailures.');
  }
  if (
    !(Number.isInteger(policy.spreadHoursMin) && policy.spreadHoursMin >= 1 && policy.spreadHoursMin <= 24)
  ) {
    problems.push('spreadHoursMin must be a whole number from 1 to 24.');
  }
  for (const name of ['overheadLimitMs', 'lagLimitMs', 'fallbackWaitMs'] as const) {
    if (!(policy[name] > 0 && Number.isFinite(policy[name]))) problems.push(`${name} must be above 0.`);
  }
  for (const name of ['soakShadowMs', 'soakStepMs', 'coolDownMs'] as const) {
    if (!(policy[name] >= 0 && Number.isFinite(policy[name]))) problems.push(`${name} must not be negative.`);
  }
  return problems;
}

function checkGuard(policy: Policy): string[] {
  return [
    ...checkGuardRates('guardMismatchRates', policy.guardMismatchRates, policy.mismatchRateLimit),
    ...checkGuardRates('guardLatencyRates', policy.guardLatencyRates, policy.latencyExceedanceLimit),
    ...(policy.guardAlarmAt >= 1e4 && Number.isFinite(policy.guardAlarmAt)
      ? []
      : ['guardAlarmAt must be at least 10,000: a healthy route would be rolled back too often.']),
    ...(policy.canaryShares.every((share, at) => share > (policy.canaryShares[at - 1] ?? 0) && share < 1)
      ? []
      : ['canaryShares must rise, above 0 and below 1.']),
  ];
}

/** A rate at or below the limit would turn the ratio round: each match would count against the route. */
function checkGuardRates(name: string, rates: readonly number[], limit: number): string[] {
  if (rates.length === 0 || rates.length > 8) return [`${name} must name 1 to 8 rates.`];
  return rates
    .filter((rate) => !(rate > limit && rate < 1))
    .map(
      (rate) =>
        `${name}: ${rate} must be above the limit of ${limit} and below 1, or the healthy are rolled back.`,
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
