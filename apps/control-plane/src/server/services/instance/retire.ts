import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { heardWithinMs } from '../../fleet/load-fleet.ts';
import { changeGateway } from '../change.ts';
import { reasonInput } from '../reason-input.ts';

export const retireInstanceInput = z.strictObject({
  spool: z.string().regex(/^[0-9a-f]{32}$/),
  reason: reasonInput,
});
export type RetireInstance = z.infer<typeof retireInstanceInput>;

/** Says that an instance will not come back, so that gates stop waiting for it. */
export async function retireInstance(context: ServerContext, input: RetireInstance): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const spool = await change.tx.spool.findFirst({
      where: { spool: input.spool, gatewayId: change.gatewayId },
      select: { id: true, instance: true, connectedAt: true, lastSeen: true, retiredAt: true },
    });
    if (!spool) throw new DomainError('instanceNotFound', 'There is no such instance.');
    const heardMs = change.now.getTime() - spool.lastSeen.getTime();
    if (spool.connectedAt !== null && heardMs < heardWithinMs) {
      throw new DomainError('instanceConnected', `${spool.instance} is connected: stop it first.`);
    }
    if (spool.retiredAt === null) {
      await change.tx.spool.update({ where: { id: spool.id }, data: { retiredAt: change.now } });
      await change.audit({
        verb: 'instance.retire',
        routeId: null,
        detail: `${spool.instance}: ${input.reason}`,
      });
    }
    return { revision: await change.revisionNow() };
  });
}
