import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { changeGateway } from '../change.ts';
import { reasonInput } from '../reason-input.ts';

export const setStopInput = z.strictObject({ stopped: z.boolean(), reason: reasonInput });
export type SetStop = z.infer<typeof setStopInput>;

/** Stops all promotions until somebody lifts it, or lifts it. Rollbacks go on at all times. */
export async function setStop(context: ServerContext, { stopped, reason }: SetStop): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const where = { id: change.gatewayId };
    const { stoppedAt } = await change.tx.gateway.findUniqueOrThrow({ where, select: { stoppedAt: true } });
    if ((stoppedAt !== null) !== stopped) {
      const data = stopped
        ? { stoppedAt: change.now, stoppedBy: change.actor, stopReason: reason }
        : { stoppedAt: null, stoppedBy: null, stopReason: null };
      await change.tx.gateway.update({ where, data });
      // Nothing that proxies obey, but it makes every page look again.
      await change.revision();
      const verb = stopped ? 'gateway.stop' : 'gateway.lift';
      await change.audit({ verb, routeId: null, detail: reason });
    }
    return { revision: await change.revisionNow() };
  });
}
