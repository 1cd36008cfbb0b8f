import type { Rule } from '@delta-guard/compare';
import type { Transaction } from '@delta-guard/db';
import { loadRules } from './rule-rows.ts';

/** The rules that are switched on and bind a route, or with null any route, as the comparison takes them. */
export async function rulesInForce(
  tx: Transaction,
  gatewayId: string,
  routeId: string | null,
): Promise<Rule[]> {
  const rows = await loadRules(tx, gatewayId, routeId ?? undefined);
  return rows
    .filter((row) => row.enabled)
    .map(({ id, place, action, ...row }) => ({ id, routeId: row.routeId, place, action }));
}
