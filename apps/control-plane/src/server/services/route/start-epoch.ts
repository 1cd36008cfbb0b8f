import { z } from 'zod';

import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const startEpochInput = z.strictObject({
  routeId: z.uuid(),
  reason: z.string().trim().min(1).max(500),
});
export type StartEpoch = z.infer<typeof startEpochInput>;

export async function startEpoch(_context: ServerContext, _input: StartEpoch): Promise<Changed> {
  throw new Error('being written');
}
