import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import { policyNames } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const setPolicyInput = z.strictObject({ routeId: z.uuid(), policy: z.enum(policyNames) });
export type SetPolicy = z.infer<typeof setPolicyInput>;

export async function setPolicy(_context: ServerContext, _input: SetPolicy): Promise<Changed> {
  throw new Error('being written');
}
