import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { ruleInWords } from '../../store/rule-parts.ts';
import { changeGateway } from '../change.ts';
import { beginEpochsOfRule } from './bound-routes.ts';
import { findRule } from './find-rule.ts';

export const removeRuleInput = z.strictObject({ ruleId: z.uuid() });
export type RemoveRule = z.infer<typeof removeRuleInput>;

/** Removes a rule. One that was off changed nothing, so nothing begins anew. */
export async function removeRule(context: ServerContext, input: RemoveRule): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const rule = await findRule(change, input.ruleId);
    if (rule.enabled) await beginEpochsOfRule(change, rule.routeId);
    await change.tx.rule.delete({ where: { id: rule.id } });
    await change.audit({ verb: 'rule.remove', routeId: rule.routeId, detail: ruleInWords(rule) });
    return { revision: await change.revisionNow() };
  });
}
