import { type GateCondition, presetPolicies } from '@delta-guard/gate';
import type { RouteRow } from '../../contract.ts';

/** A condition as the gate gives it. */
export function condition(over: Partial<GateCondition> & Pick<GateCondition, 'id'>): GateCondition {
  return { met: false, figure: 0, limit: 1, unit: 'count', words: 'why', metAtMs: null, ...over };
}

/** A route in shadow with traffic, clean so far, whose gate still wants evidence. */
export function routeRow(over: Partial<RouteRow> = {}): RouteRow {
  return {
    id: 'r',
    method: 'GET',
    template: '/accounts/:id',
    stage: 'shadow',
    stageSinceMs: 0,
    version: 1,
    policy: 'proven',
    thresholds: presetPolicies.proven,
    canaryShare: null,
    coolDownUntilMs: null,
    gate: {
      open: false,
      conditions: [condition({ id: 'window', met: true }), condition({ id: 'evidence' })],
    },
    nextStage: 'live',
    nextCanaryShare: null,
    stickyKey: null,
    epoch: epoch(),
    window: { size: 10_000, comparisons: 10_000, mismatches: 0 },
    overheadP50Ms: 0.2,
    overheadP99Ms: 2,
    requestsPerSecond: 20,
    recentMismatches: [],
    appliedBy: { applied: 1, total: 1, behind: [] },
    ...over,
  };
}

export function epoch(over: Partial<NonNullable<RouteRow['epoch']>> = {}): NonNullable<RouteRow['epoch']> {
  return {
    ordinal: 1,
    startedAtMs: 0,
    startedBy: 'adopted',
    build: null,
    distinctTargets: null,
    controlComparisons: 0,
    comparisons: 12_000,
    mismatches: 0,
    mismatchRate: 0,
    mismatchRateUpper: 0.0003,
    eligible: 12_000,
    notCompared: {},
    latencyPairs: 12_000,
    latencyExceedances: 3,
    ...over,
  };
}
