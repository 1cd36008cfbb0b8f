import { limits, methods } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RouteAdded } from '../../../contract.ts';
import { policyNames } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const addRouteInput = z.strictObject({
  method: z.enum(methods),
  template: z.string().startsWith('/').max(limits.pathLengthMax),
  policy: z.enum(policyNames),
});
export type AddRoute = z.infer<typeof addRouteInput>;

export async function addRoute(_context: ServerContext, _input: AddRoute): Promise<RouteAdded> {
  throw new Error('being written');
}
