import type { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { changeGateway } from '../change.ts';
import { reasonInput } from '../reason-input.ts';
import { findQuarantined, nameOf, quarantinedPlace, routeOf, takeOut } from './find-quarantined.ts';

export const discardInput = quarantinedPlace.extend({ reason: reasonInput });
export type Discard = z.infer<typeof discardInput>;

/** Gives up an event in quarantine for good. The gap that it left stays. */
export async function discardQuarantined(
  context: ServerContext,
  { reason, ...place }: Discard,
): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const found = await findQuarantined(change.tx, change.gatewayId, place);
    await takeOut(change.tx, found);
    await change.audit({
      verb: 'quarantine.discard',
      routeId: await routeOf(change.tx, found),
      detail: `${nameOf(found)}, which could not be stored (${found.reason}): ${reason}`,
    });
    return { revision: await change.revisionNow() };
  });
}
