import { z } from 'zod';
import type { RouteAdded } from '../../../contract.ts';
import { policyNames } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const adoptRouteInput = z.strictObject({ discoveredId: z.uuid(), policy: z.enum(policyNames) });
export type AdoptRoute = z.infer<typeof adoptRouteInput>;

export async function adoptRoute(_context: ServerContext, _input: AdoptRoute): Promise<RouteAdded> {
  throw new Error('being written');
}
