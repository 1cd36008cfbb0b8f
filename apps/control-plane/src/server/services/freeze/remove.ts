import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { changeGateway } from '../change.ts';

export const removeFreezeInput = z.strictObject({ freezeId: z.uuid() });
export type RemoveFreeze = z.infer<typeof removeFreezeInput>;

export async function removeFreeze(context: ServerContext, { freezeId }: RemoveFreeze): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const freeze = await change.tx.freeze.findFirst({
      where: { id: freezeId, gatewayId: change.gatewayId },
      select: { window: true, reason: true },
    });
    if (!freeze) throw new DomainError('freezeNotFound', 'There is no such freeze, or it was removed.');
    await change.tx.freeze.delete({ where: { id: freezeId } });
    await change.revision();
    const detail = `${freeze.window}: ${freeze.reason}`;
    await change.audit({ verb: 'freeze.remove', routeId: null, detail });
    return { revision: await change.revisionNow() };
  });
}
