import { classicalLower, classicalUpper } from './clopper-pearson.ts';
import type { GateCondition, GateDecision } from './decision.ts';
import { alphaOfEpoch, lnEvidence, upperBound, worstCaseUpperBound } from './evidence.ts';
import type { GateInput } from './gate-input.ts';
import { latencyUpperBound } from './latency.ts';
import type { Policy } from './policy.ts';
import { presetPolicies } from './policy-presets.ts';
import type { GuardAlarm } from './route-guard.ts';
import type { Stage } from './stage.ts';
import type { MoveKind } from './stage-machine.ts';

/** Where a route goes; the share is that of clients on the candidate, null outside of canary. */
export interface BundleMove {
  kind: MoveKind;
  from: Stage;
  fromShare: number | null;
  to: Stage;
  toShare: number | null;
  /** The version of the route that the move made. */
  routeVersion: number;
  /** The gate was closed, and somebody answered for it. */
  overridden: boolean;
}

/** What a bundle is made of, at the moment of the move and under the lock that it commits with. */
export interface BundleInput {
  move: BundleMove;
  route: { id: string; gateway: string; method: string; template: string };
  /** Who moved it, by name, and who had approved. */
  who: string;
  approvedBy: readonly string[];
  why: string | null;
  policyName: string;
  /** The config revision and the hash of the rules that the epoch was compared under. */
  rules: { revision: number; hash: string };
  /** Builds of the candidate: that of the epoch, null where none was named, and those seen on the route so far. */
  build: string | null;
  buildsSeen: readonly string[];
  /** What the gate was judged on, and what came out. */
  grounds: GateInput;
  decision: GateDecision;
  /** Exchanges of the epoch that were not compared, by reason. */
  notCompared: Readonly<Record<string, number>>;
  /** What made the guard roll back, and the instance that saw it; null where it was no guard. */
  alarm: (GuardAlarm & { instance: string | null }) | null;
}

/** What a move stood on, for good: plain JSON, the same text for the same facts. Rates are fractions, times Unix ms. */
export interface EvidenceBundle {
  version: 1;
  atMs: number;
  route: { id: string; gateway: string; method: string; template: string };
  move: BundleMove;
  who: string;
  approvedBy: string[];
  why: string | null;
  policy: { name: string; thresholds: Policy };
  rules: { revision: number; hash: string };
  build: string | null;
  buildsSeen: string[];
  stageSinceMs: number;
  epoch: BundleEpoch;
  window: { size: number; comparisons: number; mismatches: number };
  latency: BundleLatency;
  coverage: BundleCoverage;
  gate: { open: boolean; conditions: GateCondition[] };
  alarm: (GuardAlarm & { instance: string | null }) | null;
}

export interface BundleEpoch {
  ordinal: number;
  startedAtMs: number;
  /** The error that this epoch may use. */
  alpha: number;
  comparisons: number;
  mismatches: number;
  /** Against a mismatch rate of the limit or more; proven where it is at least ln(1/alpha). */
  lnEvidence: number;
  /** Always-valid, at `alpha`. */
  mismatchRateUpper: number;
  /** The same with all that was not compared counted as mismatches. */
  mismatchRateUpperWorstCase: number;
  /** Clopper and Pearson at the policy's alpha, for one look only. */
  mismatchRateClassical: { lower: number; upper: number };
}

export interface BundleLatency {
  limitMs: number;
  pairs: number;
  exceedances: number;
  exceedanceRateUpper: number;
}

export interface BundleCoverage {
  eligible: number;
  comparisons: number;
  /** Null where nothing was eligible. */
  share: number | null;
  notCompared: Record<string, number>;
}

/** Members always come in the order of the type, lists and reasons sorted: equal facts are equal text. */
export function evidenceBundle(input: BundleInput): EvidenceBundle {
  const { route, move, grounds, decision, alarm } = input;
  const { policy, window } = grounds;
  return {
    version: 1,
    atMs: grounds.nowMs,
    route: { id: route.id, gateway: route.gateway, method: route.method, template: route.template },
    move: ordered(move),
    who: input.who,
    approvedBy: [...input.approvedBy].sort(),
    why: input.why,
    policy: { name: input.policyName, thresholds: { ...presetPolicies.proven, ...policy } },
    rules: { revision: input.rules.revision, hash: input.rules.hash },
    build: input.build,
    buildsSeen: [...input.buildsSeen].sort(),
    stageSinceMs: grounds.stageSinceMs,
    epoch: epochOf(grounds),
    window: { size: policy.windowSize, comparisons: window.comparisons, mismatches: window.mismatches },
    latency: latencyOf(grounds),
    coverage: coverageOf(input),
    gate: { open: decision.open, conditions: decision.conditions.map(conditionOf) },
    alarm: alarm && alarmOf(alarm),
  };
}

function ordered(move: BundleMove): BundleMove {
  const { kind, from, fromShare, to, toShare, routeVersion, overridden } = move;
  return { kind, from, fromShare, to, toShare, routeVersion, overridden };
}

function epochOf({ policy, epochOrdinal, epochStartedAtMs, counts }: GateInput): BundleEpoch {
  const { comparisons, mismatches } = counts;
  const alpha = alphaOfEpoch(policy.alpha, epochOrdinal);
  return {
    ordinal: epochOrdinal,
    startedAtMs: epochStartedAtMs,
    alpha,
    comparisons,
    mismatches,
    lnEvidence: lnEvidence(comparisons, mismatches, policy.mismatchRateLimit),
    mismatchRateUpper: upperBound(comparisons, mismatches, alpha),
    mismatchRateUpperWorstCase: worstCaseUpperBound(counts, alpha),
    mismatchRateClassical: {
      lower: classicalLower(comparisons, mismatches, policy.alpha),
      upper: classicalUpper(comparisons, mismatches, policy.alpha),
    },
  };
}

function latencyOf({ policy, epochOrdinal, counts }: GateInput): BundleLatency {
  return {
    limitMs: policy.overheadLimitMs,
    pairs: counts.latencyPairs,
    exceedances: counts.latencyExceedances,
    exceedanceRateUpper: latencyUpperBound(counts, alphaOfEpoch(policy.alpha, epochOrdinal)),
  };
}

function coverageOf({ grounds, notCompared }: BundleInput): BundleCoverage {
  const { eligible, comparisons } = grounds.counts;
  const reasons = Object.entries(notCompared).filter(([, count]) => count > 0);
  return {
    eligible,
    comparisons,
    share: eligible === 0 ? null : comparisons / eligible,
    notCompared: Object.fromEntries(reasons.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function conditionOf(condition: GateCondition): GateCondition {
  const { id, met, figure, limit, unit, words, metAtMs } = condition;
  return { id, met, figure, limit, unit, words, metAtMs };
}

function alarmOf(alarm: NonNullable<BundleInput['alarm']>): NonNullable<EvidenceBundle['alarm']> {
  const { trigger, instance, observations, hits, evidence, limit, words } = alarm;
  return { trigger, instance, observations, hits, evidence, limit, words };
}
