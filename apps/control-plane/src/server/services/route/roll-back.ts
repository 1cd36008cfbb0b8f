import { z } from 'zod';

import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const rollBackRouteInput = z.strictObject({
  routeId: z.uuid(),
  to: z.enum(['shadow', 'off']),
  reason: z.string().trim().min(1).max(500),
});
export type RollBackRoute = z.infer<typeof rollBackRouteInput>;

export async function rollBackRoute(_context: ServerContext, _input: RollBackRoute): Promise<Changed> {
  throw new Error('being written');
}
