import {
  evaluateGate,
  type FreezeState,
  type GateCondition,
  type GateDecision,
  type GateInput,
  type Policy,
} from '@delta-guard/gate';
import type { Stage } from '@delta-guard/protocol';
import { type FleetInstance, toFlow } from '../fleet/load-fleet.ts';
import type { CoverageGap } from './newest-gap.ts';
import type { Recent } from './recent-seconds.ts';
import type { RouteEvidence } from './route-evidence.ts';

export interface JudgedRoute {
  template: string;
  stage: Stage;
  thresholds: Policy;
  stageSince: Date;
  coolDownUntil: Date | null;
  settings: { paused: boolean };
}

export interface Grounds {
  evidence: RouteEvidence;
  recent: Recent;
  /** Of the eligible exchanges of late; absent where there were none, or where coverage is met. */
  recentCoverage: number | undefined;
  fleet: readonly FleetInstance[];
  gap: CoverageGap | null;
  freeze: FreezeState;
  nowMs: number;
}

const noCounts = { comparisons: 0, mismatches: 0, eligible: 0, latencyPairs: 0, latencyExceedances: 0 };

/** What the gate looks at. */
export function gateInputOf(route: JudgedRoute, grounds: Grounds): GateInput {
  const { evidence, recent, fleet, freeze, nowMs } = grounds;
  return {
    policy: route.thresholds,
    stage: route.stage,
    stageSinceMs: route.stageSince.getTime(),
    epochOrdinal: evidence.epoch?.ordinal ?? 1,
    epochStartedAtMs: evidence.epoch?.startedAtMs ?? nowMs,
    nowMs,
    counts: evidence.epoch ?? noCounts,
    window: evidence.window,
    comparisonsPerSecond: recent.comparisonsPerSecond,
    recentCoverage: grounds.recentCoverage,
    coolDownUntilMs: route.coolDownUntil?.getTime() ?? null,
    frozen: freeze.frozen,
    frozenUntilMs: freeze.untilMs,
    paused: route.settings.paused,
    instances: toFlow(fleet, nowMs),
    templateHasParameters: /[:*]/.test(route.template),
    hoursWithComparisons: evidence.hoursWithComparisons,
    ...spreadOf(evidence),
  };
}

/** The gate of a route on the grounds given: the one way in which it is judged, for pages and for promotion. */
export function judgeRoute(route: JudgedRoute, grounds: Grounds): GateDecision {
  const decision = evaluateGate(gateInputOf(route, grounds));
  return closeForGap(nameFreeze(decision, grounds.freeze), grounds);
}

/** Which freeze it is, and why. */
function nameFreeze(decision: GateDecision, freeze: FreezeState): GateDecision {
  if (!freeze.frozen) return decision;
  const conditions = decision.conditions.map((condition) =>
    condition.id === 'calm' ? { ...condition, words: `${condition.words} ${freeze.words}` } : condition,
  );
  return { ...decision, conditions };
}

/** The share is the most that it can be: what the sketch of targets missed counts against it. */
function spreadOf({ epoch }: RouteEvidence): Pick<GateInput, 'distinctTargets' | 'largestTargetShare'> {
  if (!epoch || epoch.distinctTargets === null || epoch.comparisons === 0) return {};
  return {
    distinctTargets: epoch.distinctTargets,
    largestTargetShare: Math.min(1, (epoch.largestTarget ?? 0) / epoch.comparisons),
  };
}

/** What is missing cannot be outweighed by more traffic: only a new epoch, which it is no part of, can prove anything. */
function closeForGap(decision: GateDecision, { evidence, gap }: Grounds): GateDecision {
  if (!gap || !evidence.epoch || gap.atMs < evidence.epoch.startedAtMs) return decision;
  const words =
    `Evidence of ${gap.instance} is missing since ${new Date(gap.atMs).toISOString()}: ${gap.reason}. ` +
    'Start a new epoch to prove it without.';
  const conditions = decision.conditions.map(
    (condition): GateCondition =>
      condition.id === 'coverage' ? { ...condition, met: false, words, metAtMs: null } : condition,
  );
  return { open: conditions.every((condition) => condition.met), conditions };
}
