import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { changeGateway } from '../change.ts';

export const letGoDeltaInput = z.strictObject({ deltaId: z.uuid() });
export type LetGoDelta = z.infer<typeof letGoDeltaInput>;

/** A kept sample is left to retention again. */
export async function letGoDelta(context: ServerContext, input: LetGoDelta): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const kept = await change.tx.keptDelta.findFirst({
      where: { id: input.deltaId, route: { gatewayId: change.gatewayId } },
      select: { id: true, routeId: true, evidence: { select: { evidenceId: true }, take: 1 } },
    });
    if (!kept) throw new DomainError('deltaNotFound', 'This sample is not kept.');
    if (kept.evidence.length > 0)
      throw new DomainError('deltaInEvidence', 'This sample belongs to the evidence of a move: it stays.');
    await change.tx.keptDelta.delete({ where: { id: kept.id } });
    await change.audit({ verb: 'delta.letGo', routeId: kept.routeId, detail: `the sample ${kept.id}` });
    return { revision: await change.revisionNow() };
  });
}
