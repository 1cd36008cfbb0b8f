import { conditionIds } from './decision.ts';
import type { Policy, PolicyName } from './policy.ts';

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
  guardOnMismatch: true,
  guardOnLatency: true,
  guardOnBreaker: true,
  guardMismatchRates: [1e-3, 1e-2, 1e-1],
  guardLatencyRates: [0.03, 0.1, 0.3],
  guardAlarmAt: 1e7,
  breakerFailures: 5,
  breakerClientsMin: 2,
  guardWaitMs: 5,
  guardHoldMs: 250,
  onNewBuild: 'guarded',
  onLeaseLost: 'keep',
  leaseMs: 30_000,
  approvalsNeeded: 0,
  autoAdvanceTo: null,
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
