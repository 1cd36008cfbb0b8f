import { frozenAt } from '@delta-guard/gate';
import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { freezeWindowInput } from '../../freeze/freeze-window.ts';
import { changeGateway } from '../change.ts';
import { reasonInput } from '../reason-input.ts';

const freezesMax = 100;

export const addFreezeInput = z.strictObject({ window: freezeWindowInput, reason: reasonInput });
export type AddFreeze = z.infer<typeof addFreezeInput>;

/** Adds a time in which nothing is promoted. Rollbacks go on at all times. */
export async function addFreeze(context: ServerContext, { window, reason }: AddFreeze): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const { gatewayId } = change;
    if ((await change.tx.freeze.count({ where: { gatewayId } })) >= freezesMax) {
      throw new DomainError('limitReached', `A gateway has at most ${freezesMax} freezes.`);
    }
    await change.tx.freeze.create({
      data: {
        gatewayId,
        window: JSON.stringify(window),
        reason,
        author: change.actor,
        createdAt: change.now,
      },
    });
    // Nothing that proxies obey, but it makes every page look again.
    await change.revision();
    const { frozen } = frozenAt([{ window, reason }], change.now.getTime());
    const detail = `${JSON.stringify(window)}${frozen ? ', in force now' : ''}: ${reason}`;
    await change.audit({ verb: 'freeze.add', routeId: null, detail });
    return { revision: await change.revisionNow() };
  });
}
