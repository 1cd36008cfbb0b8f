import { limits, ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RuleAdded } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { ruleInWords } from '../../store/rule-parts.ts';
import { changeGateway } from '../change.ts';
import { reasonInput } from '../reason-input.ts';
import { findRoute, labelOf } from '../route/find-route.ts';
import { beginEpochsOfRule } from './bound-routes.ts';
import { checkRule } from './check-rule.ts';
import { refuseTwin } from './refuse-twin.ts';

export const addRuleInput = z.strictObject({
  /** Null binds all routes. */
  routeId: z.uuid().nullable(),
  place: rulePlaceSchema,
  action: ruleActionSchema,
  reason: reasonInput,
});
export type AddRule = z.infer<typeof addRuleInput>;

/** Makes a rule, in force at once. */
export async function addRule(context: ServerContext, input: AddRule): Promise<RuleAdded> {
  checkRule(input.place, input.action);
  return changeGateway(context, async (change) => {
    const route = input.routeId === null ? null : await findRoute(change, input.routeId);
    const count = await change.tx.rule.count({ where: { gatewayId: change.gatewayId } });
    if (count >= limits.rulesMax) {
      throw new DomainError('limitReached', `A gateway has at most ${limits.rulesMax} rules.`);
    }
    const rule = {
      routeId: input.routeId,
      place: JSON.stringify(input.place),
      action: JSON.stringify(input.action),
    };
    await refuseTwin(change, rule);
    await beginEpochsOfRule(change, input.routeId);
    const { id } = await change.tx.rule.create({
      data: {
        ...rule,
        gatewayId: change.gatewayId,
        enabled: true,
        author: change.actor,
        reason: input.reason,
        createdAt: change.now,
        updatedAt: change.now,
      },
      select: { id: true },
    });
    const where = route ? labelOf(route) : 'all routes';
    const detail = `${ruleInWords(input)} on ${where}: ${input.reason}`;
    await change.audit({ verb: 'rule.add', routeId: input.routeId, detail });
    return { ruleId: id, revision: await change.revisionNow() };
  });
}
