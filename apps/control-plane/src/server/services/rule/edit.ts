import { ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';
import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { ruleInWords } from '../../store/rule-parts.ts';
import { changeGateway } from '../change.ts';
import { reasonInput } from '../reason-input.ts';
import { beginEpochsOfRule } from './bound-routes.ts';
import { checkRule } from './check-rule.ts';
import { findRule } from './find-rule.ts';
import { refuseTwin } from './refuse-twin.ts';

export const editRuleInput = z.strictObject({
  ruleId: z.uuid(),
  place: rulePlaceSchema,
  action: ruleActionSchema,
  reason: reasonInput,
});
export type EditRule = z.infer<typeof editRuleInput>;

/** Changes what a rule does, or only its reason. Its hits begin anew where it does something else than before. */
export async function editRule(context: ServerContext, input: EditRule): Promise<Changed> {
  checkRule(input.place, input.action);
  return changeGateway(context, async (change) => {
    const rule = await findRule(change, input.ruleId);
    const place = JSON.stringify(input.place);
    const action = JSON.stringify(input.action);
    const doesOther = place !== JSON.stringify(rule.place) || action !== JSON.stringify(rule.action);
    if (doesOther) await refuseTwin(change, { id: rule.id, routeId: rule.routeId, place, action });
    if (doesOther && rule.enabled) await beginEpochsOfRule(change, rule.routeId);
    await change.tx.rule.update({
      where: { id: rule.id },
      data: {
        place,
        action,
        reason: input.reason,
        updatedAt: change.now,
        ...(doesOther ? { hits: 0 } : {}),
      },
    });
    const detail = `${ruleInWords(rule)} becomes ${ruleInWords(input)}: ${input.reason}`;
    await change.audit({ verb: 'rule.edit', routeId: rule.routeId, detail });
    return { revision: await change.revisionNow() };
  });
}
