import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { changeGateway } from '../change.ts';
import { reasonInput } from '../reason-input.ts';
import { copyKept } from './copy-kept.ts';

/** Kept by hand, over all routes: a bound, so that keeping is a choice. */
const keptMax = 10_000;

export const keepDeltaInput = z.strictObject({ deltaId: z.uuid(), reason: reasonInput });
export type KeepDelta = z.infer<typeof keepDeltaInput>;

/** Copies a sample to where retention does not reach. Harmless when asked twice. */
export async function keepDelta(context: ServerContext, input: KeepDelta): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const { tx, gatewayId } = change;
    const delta = await tx.delta.findFirst({
      where: { id: input.deltaId, route: { gatewayId, removedAt: null } },
      select: { id: true, routeId: true },
    });
    if (!delta) throw new DomainError('deltaNotFound', 'There is no such delta, or its route was removed.');
    const byHand = { route: { gatewayId }, evidence: { none: {} } };
    if ((await tx.keptDelta.count({ where: byHand })) >= keptMax) {
      throw new DomainError('limitReached', `${keptMax} samples are kept already: let go of some first.`);
    }
    const kept = await copyKept(change, [delta.id], input.reason);
    if (kept > 0) {
      const detail = `the sample ${delta.id}: ${input.reason}`;
      await change.audit({ verb: 'delta.keep', routeId: delta.routeId, detail });
    }
    return { revision: await change.revisionNow() };
  });
}
