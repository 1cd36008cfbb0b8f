import { z } from 'zod';

import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const removeRuleInput = z.strictObject({ ruleId: z.uuid() });
export type RemoveRule = z.infer<typeof removeRuleInput>;

export async function removeRule(_context: ServerContext, _input: RemoveRule): Promise<Changed> {
  throw new Error('being written');
}
