import type { Transaction } from '@delta-guard/db';
import type { Tally } from '@delta-guard/protocol';

/** Adds to the hits of rules; those of a rule that was removed meanwhile are forgotten with it. */
export async function storeRuleHits(
  tx: Transaction,
  gatewayId: string,
  tallies: readonly Tally[],
): Promise<void> {
  const hits = new Map<string, number>();
  for (const { ruleHits } of tallies) {
    for (const { ruleId, count } of ruleHits) hits.set(ruleId, (hits.get(ruleId) ?? 0) + count);
  }
  if (hits.size === 0) return;
  const rows = JSON.stringify([...hits].map(([id, count]) => ({ id, count })));
  // Locked in one order for all batches, since a rule of all routes is hit from everywhere at once.
  await tx.$executeRaw`
    with more as materialized (
      select rule.id, t.count from rule
      join json_to_recordset(${rows}::json) as t(id uuid, count bigint) on t.id = rule.id
      where rule.gateway_id = ${gatewayId}::uuid order by rule.id for no key update of rule
    )
    update rule set hits = rule.hits + more.count from more where rule.id = more.id`;
}
