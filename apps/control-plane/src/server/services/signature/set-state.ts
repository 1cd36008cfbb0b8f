import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { toSignature } from '../../store/signature-words.ts';
import { changeGateway } from '../change.ts';

export const signatureInput = z.strictObject({ signatureId: z.uuid() });
export type SignatureInput = z.infer<typeof signatureInput>;

/** What a person says of a signature, with its audit row. Proxies do not hear of it. Harmless when said twice. */
export async function setSignatureState(
  context: ServerContext,
  { signatureId }: SignatureInput,
  to: { state: 'known' | 'resolved'; verb: string },
): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const { tx, gatewayId, now } = change;
    const signature = await tx.signature.findFirst({
      where: { id: signatureId, route: { gatewayId, removedAt: null } },
    });
    if (!signature)
      throw new DomainError('signatureNotFound', 'There is no such difference, or its route was removed.');
    if (signature.state !== to.state) {
      const resolvedAt = to.state === 'resolved' ? now : null;
      await tx.signature.update({
        where: { id: signatureId },
        data: { state: to.state, resolvedAt },
        select: { id: true },
      });
      const { place, path } = toSignature(signature);
      const detail = `${place} ${JSON.stringify(path)}: ${to.state}, was ${signature.state}`;
      await change.audit({ verb: to.verb, routeId: signature.routeId, detail });
    }
    return { revision: await change.revisionNow() };
  });
}
