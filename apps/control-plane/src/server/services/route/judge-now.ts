import type { FreezeState, GateDecision, GateInput } from '@delta-guard/gate';
import type { Stage } from '@delta-guard/protocol';
import { gateInputOf, judgeRoute } from '../../evidence/judge-route.ts';
import { newestCoverageGap } from '../../evidence/newest-gap.ts';
import { loadRecentCoverage } from '../../evidence/recent-coverage.ts';
import { loadRecent } from '../../evidence/recent-seconds.ts';
import { loadEvidence, type RouteEvidence } from '../../evidence/route-evidence.ts';
import { loadFleet, servedStages } from '../../fleet/load-fleet.ts';
import { loadFreezeState } from '../../freeze/load-freezes.ts';
import type { Change } from '../change.ts';
import type { HeldRoute } from './find-route.ts';

export interface Judged {
  gate: GateDecision;
  grounds: GateInput;
  evidence: RouteEvidence;
  freeze: FreezeState;
  served: Set<Stage>;
}

/**
 * The gate of a route at this moment. The running epoch is locked before, as ingest does before it counts: a mismatch is
 * either counted already or waits until this change is over.
 */
export async function judgeNow(change: Change, route: HeldRoute): Promise<Judged> {
  const { tx, gatewayId } = change;
  const nowMs = change.now.getTime();
  await tx.$executeRaw`
    select 1 from epoch where route_id = ${route.id}::uuid and ended_at is null for no key update`;
  const fleet = await loadFleet(tx, { gatewayId, nowMs });
  const evidences = await loadEvidence(tx, [route], nowMs);
  const recents = await loadRecent(tx, [route.id], nowMs);
  const coverages = await loadRecentCoverage(tx, [route], { evidences, recents, nowMs });
  const [evidence, recent] = [evidences.get(route.id), recents.get(route.id)];
  if (!evidence || !recent) throw new Error(`no evidence was loaded for route ${route.id}`);
  const gap = await newestCoverageGap(tx, gatewayId);
  const freeze = await loadFreezeState(tx, { gatewayId, nowMs });
  const all = { evidence, recent, recentCoverage: coverages.get(route.id), fleet, gap, freeze, nowMs };
  return {
    gate: judgeRoute(route, all),
    grounds: gateInputOf(route, all),
    evidence,
    freeze,
    served: servedStages(fleet),
  };
}
