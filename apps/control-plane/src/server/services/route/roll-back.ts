import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { changeGateway } from '../change.ts';
import { reasonOrNone } from '../reason-input.ts';
import { findRoute } from './find-route.ts';
import { takeBack } from './take-back.ts';

export const rollBackRouteInput = z.strictObject({
  routeId: z.uuid(),
  to: z.enum(['shadow', 'off']),
  reason: reasonOrNone,
});
export type RollBackRoute = z.infer<typeof rollBackRouteInput>;

/** Back to shadow or off: never gated, and harmless when asked twice. */
export async function rollBackRoute(context: ServerContext, input: RollBackRoute): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const route = await findRoute(change, input.routeId);
    await takeBack(change, route, { to: input.to, reason: input.reason, by: 'operator' });
    return { revision: await change.revisionNow() };
  });
}
