import type { Transaction } from '@delta-guard/db';
import { alphaOfEpoch, nextStage, upperBound } from '@delta-guard/gate';
import type { EpochFigures, RouteRow } from '../../contract.ts';
import { appliedBy, type FleetInstance, servedStages } from '../fleet/load-fleet.ts';
import { judgeRoute } from './judge-route.ts';
import { newestCoverageGap } from './newest-gap.ts';
import { policyOf } from './policy-of.ts';
import { loadRecentQuantiles } from './recent-quantiles.ts';
import { loadRecent } from './recent-seconds.ts';
import { type EpochRecord, loadEvidence } from './route-evidence.ts';
import { type RouteHeadRow, toRouteHead } from './route-head.ts';

export type RouteToShow = RouteHeadRow & { versionRevision: bigint };

/** Routes with all that a list or a page shows of them; both come from here, so that their numbers agree. */
export async function loadRouteRows(
  tx: Transaction,
  routes: readonly RouteToShow[],
  at: { gatewayId: string; nowMs: number; fleet: readonly FleetInstance[] },
): Promise<RouteRow[]> {
  const { fleet, nowMs, gatewayId } = at;
  const ids = routes.map(({ id }) => id);
  const heads = routes.map((route) => ({ row: route, head: toRouteHead(route) }));
  const evidences = await loadEvidence(
    tx,
    heads.map(({ head }) => head),
    nowMs,
  );
  const recents = await loadRecent(tx, ids, nowMs);
  const quantiles = await loadRecentQuantiles(tx, recents, nowMs);
  const gap = await newestCoverageGap(tx, gatewayId);
  const served = servedStages(fleet);
  return heads.flatMap(({ row, head }): RouteRow[] => {
    const evidence = evidences.get(head.id);
    const recent = recents.get(head.id);
    const quantile = quantiles.get(head.id);
    if (!evidence || !recent || !quantile) return [];
    const policy = policyOf(head.policy);
    return [
      {
        ...head,
        ...quantile,
        gate: judgeRoute({ ...head, ...datesOf(row) }, { evidence, recent, fleet, gap, nowMs }),
        nextStage: nextStage(head.stage, served),
        epoch: evidence.epoch && toEpochFigures(evidence.epoch, policy.alpha),
        window: { size: policy.windowSize, ...evidence.window },
        requestsPerSecond: recent.requestsPerSecond,
        recentMismatches: recent.mismatches,
        recentFallbacks: { fallbacks: recent.fallbacks, requests: recent.requests },
        appliedBy: appliedBy(fleet, Number(row.versionRevision)),
      },
    ];
  });
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
