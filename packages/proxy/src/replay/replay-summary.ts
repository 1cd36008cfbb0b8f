import type { GateCondition } from '@delta-guard/gate';
import type { LatencySketch, Signature } from '@delta-guard/protocol';
import type { Replay } from './replay.ts';
import type { ReplayRoute, SignatureSeen } from './replay-route.ts';

interface LatencySummary {
  p50Ms: number | null;
  p99Ms: number | null;
}

export interface RouteSummary {
  route: string;
  comparisons: number;
  matches: number;
  mismatches: number;
  notCompared: Record<string, number>;
  /** The always-valid upper bound on the mismatch rate; null where nothing was compared. */
  bound: number | null;
  legacy: LatencySummary;
  candidate: LatencySummary;
  overhead: LatencySummary;
  signatures: SignatureSeen[];
  otherSignatures: number;
  met: boolean;
  conditions: GateCondition[];
}

/** What a replay found; also the JSON that it writes. */
export interface ReplaySummary {
  version: 1;
  recording: string;
  policy: string;
  legacy: string;
  candidate: string;
  durationMs: number;
  requests: number;
  comparisons: number;
  mismatches: number;
  skipped: Record<string, number>;
  /** True where something was compared and every route meets the policy. */
  met: boolean;
  /** What was asked for, and whether it came out so. */
  failOn: FailOn;
  passed: boolean;
  routes: RouteSummary[];
}

/** What a replay fails on: a policy that is not met, or only a mismatch. */
export type FailOn = 'policy' | 'mismatch';

export interface ReplayFacts {
  failOn: FailOn;
  recording: string;
  policy: string;
  legacy: URL;
  candidate: URL;
  durationMs: number;
  nowMs: number;
}

export function summarise(replay: Replay, facts: ReplayFacts): ReplaySummary {
  const { nowMs, legacy, candidate, ...rest } = facts;
  const routes = replay.routes.map((route) => summariseRoute(route, nowMs));
  const { requests, comparisons, mismatches } = replay.progress;
  const met = routes.length > 0 && routes.every((route) => route.met);
  const passed = rest.failOn === 'policy' ? met : comparisons > 0 && mismatches === 0;
  return {
    version: 1,
    ...rest,
    legacy: legacy.origin,
    candidate: candidate.origin,
    requests,
    comparisons,
    mismatches,
    skipped: Object.fromEntries(replay.skipped),
    met,
    passed,
    routes: routes.sort(
      (one, other) => other.mismatches - one.mismatches || other.comparisons - one.comparisons,
    ),
  };
}

function summariseRoute(route: ReplayRoute, nowMs: number): RouteSummary {
  const { open, conditions } = route.judge(nowMs);
  const { comparisons, mismatches } = route.counts;
  const signatures = [...route.signatures.values()].sort((one, other) => other.count - one.count);
  return {
    route: `${route.method} ${route.template}`,
    comparisons,
    matches: route.matches,
    mismatches,
    notCompared: Object.fromEntries(route.notCompared),
    bound: comparisons > 0 ? route.bound : null,
    legacy: latency(route.legacyMs),
    candidate: latency(route.candidateMs),
    overhead: latency(route.overheadMs),
    signatures,
    otherSignatures: route.otherSignatures,
    met: open,
    conditions,
  };
}

function latency(sketch: LatencySketch): LatencySummary {
  const [p50Ms = null, p99Ms = null] = sketch.quantiles(0.5, 0.99);
  return { p50Ms, p99Ms };
}

/** A signature in one line. */
export function signatureWords({ place, path, kind, why }: Signature): string {
  return `${place} ${path}: ${kind}${why === null ? '' : ` (${why})`}`;
}
