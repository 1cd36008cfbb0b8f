import { DomainError } from '../../errors/domain-error.ts';
import type { Change } from '../change.ts';

/** A second rule that does the same at the same place would change nothing, and begin the proof of its routes anew. */
export async function refuseTwin(
  { tx, gatewayId }: Change,
  rule: { id?: string; routeId: string | null; place: string; action: string },
): Promise<void> {
  const { id, ...same } = rule;
  const twin = await tx.rule.findFirst({
    where: { gatewayId, ...same, ...(id === undefined ? {} : { id: { not: id } }) },
    select: { author: true, reason: true, enabled: true },
  });
  if (twin === null) return;
  const hint = twin.enabled ? '' : ' It is switched off: switch it on instead.';
  throw new DomainError('ruleInvalid', `${twin.author} made this very rule before: ${twin.reason}.${hint}`);
}
