import type { Stage } from '@delta-guard/protocol';
import type { Change } from '../change.ts';
import type { HeldRoute } from './find-route.ts';

/** Puts a route into a stage, under a version above all it had. */
export async function setStage(
  change: Change,
  route: HeldRoute,
  to: { stage: Stage; canaryShare?: number | null; coolDownUntil?: Date },
): Promise<void> {
  const versionRevision = await change.revision();
  await change.tx.route.update({
    where: { id: route.id },
    data: {
      stage: to.stage,
      canaryShare: to.canaryShare ?? 0,
      stageSince: change.now,
      version: route.version + 1n,
      versionRevision,
      ...(to.coolDownUntil ? { coolDownUntil: to.coolDownUntil } : {}),
    },
  });
}
