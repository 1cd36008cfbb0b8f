import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { ruleInWords } from '../../store/rule-parts.ts';
import { changeGateway } from '../change.ts';
import { beginEpochsOfRule } from './bound-routes.ts';
import { findRule } from './find-rule.ts';

export const setRuleEnabledInput = z.strictObject({ ruleId: z.uuid(), enabled: z.boolean() });
export type SetRuleEnabled = z.infer<typeof setRuleEnabledInput>;

/** Switches a rule on or off. */
export async function setRuleEnabled(context: ServerContext, input: SetRuleEnabled): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const rule = await findRule(change, input.ruleId);
    if (rule.enabled === input.enabled) return { revision: await change.revisionNow() };
    await beginEpochsOfRule(change, rule.routeId);
    await change.tx.rule.update({
      where: { id: rule.id },
      data: { enabled: input.enabled, updatedAt: change.now },
    });
    const verb = input.enabled ? 'rule.enable' : 'rule.disable';
    await change.audit({ verb, routeId: rule.routeId, detail: ruleInWords(rule) });
    return { revision: await change.revisionNow() };
  });
}
