import { stages } from '@delta-guard/protocol';
import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const promoteRouteInput = z.strictObject({
  routeId: z.uuid(),
  version: z.number().int().nonnegative(),
  to: z.enum(stages),
});
export type PromoteRoute = z.infer<typeof promoteRouteInput>;

export async function promoteRoute(_context: ServerContext, _input: PromoteRoute): Promise<Changed> {
  throw new Error('being written');
}
