import { compileRules, signatureKey } from '@delta-guard/compare';
import {
  alphaOfEpoch,
  ComparisonWindow,
  type EpochCounts,
  evaluateGate,
  type GateDecision,
  type Policy,
  upperBound,
} from '@delta-guard/gate';
import {
  LatencySketch,
  limits,
  type Method,
  type NotComparedReason,
  type Rule,
  routeDefaults,
  type Signature,
} from '@delta-guard/protocol';
import type { Verdict } from '../comparison/verdict.ts';
import type { Side } from '../exchange/side.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { patternEngine } from '../routing/pattern-engine.ts';
import { routeChoice } from '../routing/route-choice.ts';

/** Conditions that a recording can answer; the others are about time and about a fleet. */
const conditions = ['window', 'evidence', 'latency', 'coverage'] as const;

export interface SignatureSeen {
  signature: Signature;
  count: number;
  /** Places of the first few in the recording, from 1. */
  requests: number[];
}

const placesMax = 5;

/** Evidence on one route of a recording. */
export class ReplayRoute {
  readonly method: Method;
  readonly template: string;
  readonly compiled: CompiledRoute;
  readonly counts: EpochCounts = {
    comparisons: 0,
    mismatches: 0,
    eligible: 0,
    latencyPairs: 0,
    latencyExceedances: 0,
  };
  readonly notCompared = new Map<NotComparedReason, number>();
  readonly signatures = new Map<string, SignatureSeen>();
  otherSignatures = 0;
  readonly legacyMs = new LatencySketch();
  readonly candidateMs = new LatencySketch();
  readonly overheadMs = new LatencySketch();
  readonly #window: ComparisonWindow;
  readonly #policy: Policy;

  constructor(
    route: { id: string; method: Method; template: string },
    rules: readonly Rule[],
    policy: Policy,
  ) {
    this.method = route.method;
    this.template = route.template;
    this.#policy = policy;
    this.#window = new ComparisonWindow(policy.windowSize);
    const config = { ...routeDefaults, ...route, stage: 'shadow' as const, version: 1 };
    const result = compileRules(rules, { routeId: route.id, patternEngine });
    if (!result.ok)
      throw new Error(`rules that were checked do not compile for ${route.method} ${route.template}`);
    const choice = routeChoice(config, '', Math.random);
    const served = { revision: 0, stage: 'shadow', heldBack: null, choice, guardKey: null } as const;
    this.compiled = { config, ...served, rules: result.rules, givenRules: rules };
  }

  get matches(): number {
    return this.counts.comparisons - this.counts.mismatches;
  }

  add(verdict: Verdict, sides: { legacy: Side; candidate: Side }, place: number): void {
    if (verdict.verdict === 'notCompared') {
      this.drop(verdict.reason);
      return;
    }
    this.counts.eligible += 1;
    this.counts.comparisons += 1;
    this.#window.add(verdict.verdict === 'mismatch');
    this.#time(sides.legacy, sides.candidate);
    if (verdict.verdict === 'match') return;
    this.counts.mismatches += 1;
    for (const signature of verdict.signatures) this.#see(signature, place);
  }

  drop(reason: NotComparedReason): void {
    this.counts.eligible += 1;
    this.notCompared.set(reason, (this.notCompared.get(reason) ?? 0) + 1);
  }

  /** The always-valid upper bound on its mismatch rate. */
  get bound(): number {
    return upperBound(this.counts.comparisons, this.counts.mismatches, alphaOfEpoch(this.#policy.alpha, 1));
  }

  judge(nowMs: number): GateDecision {
    const asked = conditions.filter((id) => this.#policy.conditions.includes(id));
    return evaluateGate({
      policy: { ...this.#policy, conditions: asked },
      stage: 'shadow',
      stageSinceMs: nowMs,
      epochOrdinal: 1,
      epochStartedAtMs: nowMs,
      nowMs,
      counts: this.counts,
      window: this.#window.counts,
      comparisonsPerSecond: 0,
      coolDownUntilMs: null,
      instances: [],
    });
  }

  #time(legacy: Side, candidate: Side): void {
    this.counts.latencyPairs += 1;
    this.legacyMs.add(legacy.timeMs);
    if (candidate.failure !== null) {
      this.counts.latencyExceedances += 1;
      return;
    }
    const overheadMs = candidate.timeMs - legacy.timeMs;
    this.candidateMs.add(candidate.timeMs);
    this.overheadMs.add(overheadMs);
    if (overheadMs > this.#policy.overheadLimitMs) this.counts.latencyExceedances += 1;
  }

  #see(signature: Signature, place: number): void {
    const key = signatureKey(signature);
    const known = this.signatures.get(key);
    if (known === undefined) {
      if (this.signatures.size < limits.signaturesPerRouteMax) {
        this.signatures.set(key, { signature, count: 1, requests: [place] });
      } else this.otherSignatures += 1;
      return;
    }
    known.count += 1;
    if (known.requests.length < placesMax) known.requests.push(place);
  }
}
