import type { Transaction } from '@delta-guard/db';
import { alphaOfEpoch, type Policy, upperBound } from '@delta-guard/gate';
import type { EpochFigures, RouteRow, RouteThresholds } from '../../contract.ts';
import { alarmedOn, appliedBy, type FleetInstance, servedStages } from '../fleet/load-fleet.ts';
import { loadFreezeState } from '../freeze/load-freezes.ts';
import { loadPolicies } from '../policies/load-policies.ts';
import { nextMove } from '../routes/next-move.ts';
import { parseSettings } from '../routes/route-settings.ts';
import { judgeRoute } from './judge-route.ts';
import { newestCoverageGap } from './newest-gap.ts';
import { loadRecentCoverage } from './recent-coverage.ts';
import { loadRecentQuantiles } from './recent-quantiles.ts';
import { loadRecent } from './recent-seconds.ts';
import { type EpochRecord, loadEvidence } from './route-evidence.ts';
import { type RouteHeadRow, toRouteHead } from './route-head.ts';
import { loadTakenBack } from './taken-back.ts';

export type RouteToShow = RouteHeadRow & { versionRevision: bigint; settings: string };

/** Routes with all that a list or a page shows of them; both come from here, so that their numbers agree. */
export async function loadRouteRows(
  tx: Transaction,
  routes: readonly RouteToShow[],
  at: { gatewayId: string; nowMs: number; fleet: readonly FleetInstance[] },
): Promise<RouteRow[]> {
  const { fleet, nowMs, gatewayId } = at;
  const ids = routes.map(({ id }) => id);
  const policies = await loadPolicies(tx, gatewayId);
  const heads = routes.map((row) => ({ row, head: toRouteHead(row), thresholds: policies.of(row.policy) }));
  const judged = heads.map(({ head: { id }, thresholds }) => ({ id, thresholds }));
  const evidences = await loadEvidence(tx, judged, nowMs);
  const recents = await loadRecent(tx, ids, nowMs);
  const coverages = await loadRecentCoverage(tx, judged, { evidences, recents, nowMs });
  const quantiles = await loadRecentQuantiles(tx, recents, nowMs);
  const gap = await newestCoverageGap(tx, gatewayId);
  const freeze = await loadFreezeState(tx, { gatewayId, nowMs });
  const takenBack = await loadTakenBack(tx, ids, nowMs);
  const served = servedStages(fleet);
  return heads.flatMap(({ row, head, thresholds }): RouteRow[] => {
    const evidence = evidences.get(head.id);
    const recent = recents.get(head.id);
    const quantile = quantiles.get(head.id);
    if (!evidence || !recent || !quantile) return [];
    const settings = parseSettings(row.settings);
    return [
      {
        ...head,
        ...quantile,
        gate: judgeRoute(
          { ...head, ...datesOf(row), thresholds, settings },
          {
            evidence,
            recent,
            recentCoverage: coverages.get(head.id),
            fleet,
            gap,
            freeze,
            nowMs,
          },
        ),
        thresholds: toRouteThresholds(thresholds),
        ...nextMove(head, { served, thresholds }),
        stickyKey: settings.stickyKey,
        epoch: evidence.epoch && toEpochFigures(evidence.epoch, thresholds.alpha),
        window: { size: thresholds.windowSize, ...evidence.window },
        requestsPerSecond: recent.requestsPerSecond,
        recentMismatches: recent.mismatches.some((count) => count > 0) ? recent.mismatches : [],
        recentFallbacks: { fallbacks: recent.fallbacks, requests: recent.requests },
        takenBack: takenBack.get(head.id) ?? null,
        alarmedOn: alarmedOn(fleet, head.id),
        appliedBy: appliedBy(fleet, Number(row.versionRevision), head),
      },
    ];
  });
}

function toRouteThresholds(policy: Policy): RouteThresholds {
  const { alpha, mismatchRateLimit, latencyExceedanceLimit, overheadLimitMs } = policy;
  return { alpha, mismatchRateLimit, latencyExceedanceLimit, overheadLimitMs };
}

function datesOf({ stageSince, coolDownUntil }: RouteToShow) {
  return { stageSince, coolDownUntil };
}

function toEpochFigures(epoch: EpochRecord, alpha: number): EpochFigures {
  const { comparisons, mismatches } = epoch;
  return {
    ordinal: epoch.ordinal,
    startedAtMs: epoch.startedAtMs,
    startedBy: epoch.startedBy,
    build: epoch.build,
    distinctTargets: epoch.distinctTargets,
    controlComparisons: epoch.controlComparisons,
    comparisons,
    mismatches,
    mismatchRate: comparisons > 0 ? mismatches / comparisons : null,
    mismatchRateUpper: upperBound(comparisons, mismatches, alphaOfEpoch(alpha, epoch.ordinal)),
    eligible: epoch.eligible,
    notCompared: epoch.notCompared,
    latencyPairs: epoch.latencyPairs,
    latencyExceedances: epoch.latencyExceedances,
  };
}
