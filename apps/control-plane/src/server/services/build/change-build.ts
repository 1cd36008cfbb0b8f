import { stageOnNewBuild } from '@delta-guard/gate';
import type { Stage } from '@delta-guard/protocol';
import { loadFleet, servedStages } from '../../fleet/load-fleet.ts';
import type { Change } from '../change.ts';
import { beginEpochOfBuild } from '../epoch.ts';
import { recordEvidence } from '../evidence/record.ts';
import { findRouteIfThere, type HeldRoute, labelOf, placeOf } from '../route/find-route.ts';
import { judgeNow } from '../route/judge-now.ts';
import { setStage } from '../route/set-stage.ts';

export interface ChangedBuild {
  build: string;
  /** Unix second of its newest answer; null where it was only announced. */
  seenAtS: number | null;
  source: 'header' | 'api';
  /** False where the running epoch holds no evidence yet and becomes that of this build. */
  newEpoch: boolean;
}

/** Another build answers on a route: it has to prove itself anew, and the policy says in which stage it does. */
export async function changeBuild(
  change: Change,
  routeId: string,
  { build, seenAtS, source, newEpoch }: ChangedBuild,
): Promise<void> {
  const route = await findRouteIfThere(change, routeId);
  if (!route) return;
  await change.tx.build.createMany({
    data: { gatewayId: change.gatewayId, routeId, name: build, source, firstSeen: change.now },
    skipDuplicates: true,
  });
  const named = `${labelOf(route)}: build ${build}${source === 'api' ? ' was announced' : ' answers'}`;
  if (!newEpoch) {
    await change.tx.epoch.updateMany({
      where: { routeId, endedAt: null },
      data: { build, buildSecond: seenAtS === null ? null : BigInt(seenAtS) },
    });
    await change.audit({ verb: 'route.build', routeId, detail: named });
    return;
  }
  const fleet = await loadFleet(change.tx, { gatewayId: change.gatewayId, nowMs: change.now.getTime() });
  const stage = stageOnNewBuild(route.stage, route.thresholds.onNewBuild, servedStages(fleet));
  if (stage !== route.stage) await stepBack(change, route, { stage, why: `${named}: ${stage} by policy` });
  const ordinal = await beginEpochOfBuild(change, routeId, { build, seenAtS });
  const moved =
    stage === route.stage ? `it stays in ${placeOf(route)}` : `from ${placeOf(route)} to ${stage} by policy`;
  await change.audit({
    verb: 'route.build',
    routeId,
    detail: `${named}, epoch ${ordinal} begins; ${moved}`,
  });
}

/** What the build before had proven is kept with the step back, as with every other one. */
async function stepBack(
  change: Change,
  route: HeldRoute,
  { stage, why }: { stage: Stage; why: string },
): Promise<void> {
  const judged = await judgeNow(change, route);
  await setStage(change, route, { stage });
  const move = { kind: 'rollBack', to: stage, toShare: null, overridden: false } as const;
  await recordEvidence(change, route, { judged, move, why, alarm: null });
}
