import { z } from 'zod';

import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const setRuleEnabledInput = z.strictObject({ ruleId: z.uuid(), enabled: z.boolean() });
export type SetRuleEnabled = z.infer<typeof setRuleEnabledInput>;

export async function setRuleEnabled(_context: ServerContext, _input: SetRuleEnabled): Promise<Changed> {
  throw new Error('being written');
}
