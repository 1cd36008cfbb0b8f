import { ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';
import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const editRuleInput = z.strictObject({
  ruleId: z.uuid(),
  place: rulePlaceSchema,
  action: ruleActionSchema,
  reason: z.string().trim().min(1).max(500),
});
export type EditRule = z.infer<typeof editRuleInput>;

export async function editRule(_context: ServerContext, _input: EditRule): Promise<Changed> {
  throw new Error('being written');
}
