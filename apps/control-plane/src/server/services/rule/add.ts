import { ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RuleAdded } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';

export const addRuleInput = z.strictObject({
  routeId: z.uuid().nullable(),
  place: rulePlaceSchema,
  action: ruleActionSchema,
  reason: z.string().trim().min(1).max(500),
});
export type AddRule = z.infer<typeof addRuleInput>;

export async function addRule(_context: ServerContext, _input: AddRule): Promise<RuleAdded> {
  throw new Error('being written');
}
