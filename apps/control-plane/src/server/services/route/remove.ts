import { z } from 'zod';

import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const removeRouteInput = z.strictObject({ routeId: z.uuid() });
export type RemoveRoute = z.infer<typeof removeRouteInput>;

export async function removeRoute(_context: ServerContext, _input: RemoveRoute): Promise<Changed> {
  throw new Error('being written');
}
