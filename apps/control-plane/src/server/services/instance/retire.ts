import { z } from 'zod';

import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const retireInstanceInput = z.strictObject({
  spool: z.string().max(64),
  reason: z.string().trim().min(1).max(500),
});
export type RetireInstance = z.infer<typeof retireInstanceInput>;

export async function retireInstance(_context: ServerContext, _input: RetireInstance): Promise<Changed> {
  throw new Error('being written');
}
