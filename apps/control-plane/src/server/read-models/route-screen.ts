import type { Transaction } from '@delta-guard/db';
import { alphaOfEpoch, classicalUpper, worstCaseUpperBound } from '@delta-guard/gate';
import type { HistoryRow, Range, RouteScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { loadAddedP99Ms } from '../evidence/recent-quantiles.ts';
import { loadRouteRows } from '../evidence/route-rows.ts';
import { loadSeries } from '../evidence/series.ts';
import { loadFleet, servedStages } from '../fleet/load-fleet.ts';
import { loadFreezeState } from '../freeze/load-freezes.ts';
import { loadPolicies } from '../policies/load-policies.ts';
import { parseSettings } from '../routes/route-settings.ts';
import { atOneMoment } from './at-one-moment.ts';
import { loadEpochs } from './epoch-rows.ts';
import { loadEvidenceRows } from './evidence-rows.ts';
import { findShownRoute } from './find-shown-route.ts';
import { loadKeyCarried } from './key-carried.ts';
import { describeMoves } from './legal-moves.ts';
import { loadRules } from './rule-rows.ts';
import { loadSignatures } from './signature-rows.ts';
import { loadUnfinished } from './unfinished-rows.ts';

const historyMax = 50;

/** One route: what it has proven, what it may do next, and how it came here. */
export async function routeScreen(
  context: ServerContext,
  input: { routeId: string; range: Range },
): Promise<RouteScreen> {
  const { gatewayId } = context;
  const nowMs = context.now();
  return atOneMoment(context, async (tx) => {
    const found = await findShownRoute(tx, gatewayId, input.routeId);
    const fleet = await loadFleet(tx, { gatewayId, nowMs });
    const [route] = await loadRouteRows(tx, [found], { gatewayId, nowMs, fleet });
    if (!route) throw new Error(`no row was made for route ${found.id}`);
    const epoch = await tx.epoch.findFirst({
      where: { routeId: found.id, endedAt: null },
      select: {
        id: true,
        otherSignatures: true,
        fallbacks: true,
        comparisons: true,
        controlComparisons: true,
      },
    });
    const thresholds = (await loadPolicies(tx, gatewayId)).of(route.policy);
    const own = await tx.route.findUniqueOrThrow({
      where: { id: found.id },
      select: { settings: true, gateway: { select: { buildHeader: true } } },
    });
    const freeze = await loadFreezeState(tx, { gatewayId, nowMs });
    const settings = parseSettings(own.settings);
    const series = await loadSeries(tx, found.id, { range: input.range, nowMs });
    return {
      nowMs,
      route,
      addedP99Ms: await loadAddedP99Ms(tx, found.id, nowMs),
      servedStages: [...servedStages(fleet)],
      policy: thresholds,
      settings,
      keyCarried: settings.stickyKey && (await loadKeyCarried(tx, found.id, nowMs)),
      gatewayBuildHeader: own.gateway.buildHeader,
      legalMoves: describeMoves(route, fleet, { thresholds, settings, freeze }),
      ...boundsOf(route, thresholds.alpha),
      series: series.points,
      seriesStepMs: series.stepMs,
      signatures: await loadSignatures(tx, found.id, epoch),
      otherSignatures: Number(epoch?.otherSignatures ?? 0),
      unfinished: epoch ? await loadUnfinished(tx, epoch.id) : [],
      fallbacks: Number(epoch?.fallbacks ?? 0),
      history: await loadHistory(tx, found.id),
      epochs: await loadEpochs(tx, found.id),
      moves: await loadEvidenceRows(tx, found.id),
      rules: await loadRules(tx, gatewayId, found.id),
    };
  });
}

function boundsOf({ epoch }: RouteScreen['route'], alpha: number) {
  if (!epoch || epoch.comparisons === 0) return { classicalUpper: null, worstCaseUpper: 1 };
  return {
    classicalUpper: classicalUpper(epoch.comparisons, epoch.mismatches, alpha),
    worstCaseUpper: worstCaseUpperBound(epoch, alphaOfEpoch(alpha, epoch.ordinal)),
  };
}

async function loadHistory(tx: Transaction, routeId: string): Promise<HistoryRow[]> {
  const rows = await tx.audit.findMany({
    where: { routeId },
    orderBy: { id: 'desc' },
    take: historyMax,
    select: { id: true, at: true, actor: true, verb: true, detail: true },
  });
  return rows.map(({ id, at, ...row }) => ({ id: String(id), ...row, atMs: at.getTime() }));
}
