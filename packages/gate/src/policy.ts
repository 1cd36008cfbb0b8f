import type { ConditionId } from './decision.ts';
import type { Stage } from './stage.ts';

/** What happens to a route that already answers clients when a build is first seen: nothing, or back to that stage. */
export const newBuildChoices = ['keep', 'guarded', 'shadow'] as const;
export type OnNewBuild = (typeof newBuildChoices)[number];

/** What an instance does without a word of the control plane for longer than `leaseMs`. */
export const leaseLostChoices = ['keep', 'shadow'] as const;
export type OnLeaseLost = (typeof leaseLostChoices)[number];

/** Stages up to which a route may be let advance by itself. */
export const autoAdvanceStages = [
  'guarded',
  'canary',
  'live',
  'complete',
] as const satisfies readonly Stage[];
export type AutoAdvanceStage = (typeof autoAdvanceStages)[number];

/** The thresholds a route is judged by, as plain JSON. Rates and shares are fractions: 0.0001 is 0.01 %. */
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
  /** Whether the guard rolls back on mismatches, on latency, and on failures in a row. */
  guardOnMismatch: boolean;
  guardOnLatency: boolean;
  guardOnBreaker: boolean;
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
  /** In guarded: how long the candidate is waited for once the legacy's answer is whole. */
  guardWaitMs: number;
  /** In guarded: how long the legacy's answer is held back at most while it is not whole. */
  guardHoldMs: number;
  onNewBuild: OnNewBuild;
  onLeaseLost: OnLeaseLost;
  /** Silence of the control plane after which `onLeaseLost` holds. */
  leaseMs: number;
  /** People other than the one who promotes that must have approved. */
  approvalsNeeded: number;
  /** The last stage into which the route goes by itself when the gate is open; null where it never does. */
  autoAdvanceTo: AutoAdvanceStage | null;
}

export const policyNames = ['proven', 'story', 'trial'] as const;
export type PolicyName = (typeof policyNames)[number];
