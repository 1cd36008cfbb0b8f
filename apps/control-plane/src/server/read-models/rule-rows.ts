import type { Transaction } from '@delta-guard/db';
import { limits } from '@delta-guard/protocol';
import type { RuleRow } from '../../contract.ts';
import { labelOf } from '../services/route/find-route.ts';
import { parseRuleParts } from '../store/rule-parts.ts';

/** Rules of a gateway, newest first; with a route, those that bind it. */
export async function loadRules(tx: Transaction, gatewayId: string, routeId?: string): Promise<RuleRow[]> {
  const rows = await tx.rule.findMany({
    where: {
      gatewayId,
      OR:
        routeId === undefined
          ? [{ routeId: null }, { route: { removedAt: null } }]
          : [{ routeId: null }, { routeId }],
    },
    orderBy: { createdAt: 'desc' },
    take: limits.rulesMax,
    include: { route: { select: { method: true, template: true } } },
  });
  return rows.map((row) => ({
    id: row.id,
    routeId: row.routeId,
    routeLabel: row.route && labelOf(row.route),
    ...parseRuleParts(row),
    enabled: row.enabled,
    author: row.author,
    reason: row.reason,
    hits: Number(row.hits),
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  }));
}
