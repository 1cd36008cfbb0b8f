import { rank } from '@delta-guard/gate';
import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { changeGateway } from '../change.ts';
import { findRoute, labelOf } from './find-route.ts';
import { setStage } from './set-stage.ts';

export const removeRouteInput = z.strictObject({ routeId: z.uuid() });
export type RemoveRoute = z.infer<typeof removeRouteInput>;

/** Takes a route out of sight and out of the proxies. Its evidence stays, for when it comes back. */
export async function removeRoute(context: ServerContext, input: RemoveRoute): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const route = await findRoute(change, input.routeId);
    if (rank(route.stage) > rank('shadow')) {
      throw new DomainError(
        'routeAnswersClients',
        `In ${route.stage} the candidate answers clients of ${labelOf(route)}: roll it back first.`,
      );
    }
    await setStage(change, route, { stage: 'off' });
    await change.tx.epoch.updateMany({
      where: { routeId: route.id, endedAt: null },
      data: { endedAt: change.now },
    });
    await change.tx.route.update({ where: { id: route.id }, data: { removedAt: change.now } });
    await change.audit({ verb: 'route.remove', routeId: route.id, detail: labelOf(route) });
    return { revision: await change.revisionNow() };
  });
}
