import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { changeGateway } from '../change.ts';
import { beginEpoch } from '../epoch.ts';
import { reasonInput } from '../reason-input.ts';
import { findRoute, labelOf } from './find-route.ts';

export const startEpochInput = z.strictObject({ routeId: z.uuid(), reason: reasonInput });
export type StartEpoch = z.infer<typeof startEpochInput>;

/** Begins a new epoch by hand. It is a new try at the proof, with less of the error left. */
export async function startEpoch(context: ServerContext, input: StartEpoch): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const route = await findRoute(change, input.routeId);
    const ordinal = await beginEpoch(change, route.id, 'manual');
    const detail = `${labelOf(route)}, epoch ${ordinal}: ${input.reason}`;
    await change.audit({ verb: 'route.startEpoch', routeId: route.id, detail });
    return { revision: await change.revisionNow() };
  });
}
