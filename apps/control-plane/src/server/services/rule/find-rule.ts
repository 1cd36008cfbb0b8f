import { DomainError } from '../../errors/domain-error.ts';
import { parseRuleParts } from '../../store/rule-parts.ts';
import type { Change } from '../change.ts';

export async function findRule(change: Change, ruleId: string) {
  const rule = await change.tx.rule.findFirst({ where: { id: ruleId, gatewayId: change.gatewayId } });
  if (!rule) throw new DomainError('ruleNotFound', 'There is no such rule, or it was removed.');
  return { ...rule, ...parseRuleParts(rule) };
}
