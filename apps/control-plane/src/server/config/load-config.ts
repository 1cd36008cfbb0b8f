import { type Database, Prisma } from '@delta-guard/db';
import { type Config, limits } from '@delta-guard/protocol';
import { loadPolicies } from '../policies/load-policies.ts';
import { parseRuleParts } from '../store/rule-parts.ts';
import { toRouteConfig } from './to-route-config.ts';

/** A version may not name the newest ones yet; no more than these can be waiting for the next. */
const rollBacksReadMax = limits.rollbacksNamedMax * 2;

/** What proxies obey now: one revision with its routes and rules, all of the same moment. */
export async function loadConfig(db: Database, gatewayId: string): Promise<Config> {
  return db.$transaction(
    async (tx) => {
      const gateway = await tx.gateway.findUniqueOrThrow({
        where: { id: gatewayId },
        select: { configRevision: true, targetSalt: true, buildHeader: true },
      });
      const { buildHeader } = gateway;
      const policies = await loadPolicies(tx, gatewayId);
      const routes = await tx.route.findMany({
        where: { gatewayId, removedAt: null },
        orderBy: { createdAt: 'asc' },
        include: {
          rollBacks: {
            orderBy: { ordinal: 'desc' },
            take: rollBacksReadMax,
            select: { id: true, namedFrom: true },
          },
        },
      });
      const rules = await tx.rule.findMany({
        where: { gatewayId, enabled: true, OR: [{ routeId: null }, { route: { removedAt: null } }] },
        orderBy: { createdAt: 'asc' },
      });
      return {
        revision: Number(gateway.configRevision),
        targetSalt: gateway.targetSalt,
        routes: routes.map((route) =>
          toRouteConfig(route, { policy: policies.of(route.policy), buildHeader }),
        ),
        rules: rules.map((rule) => ({ id: rule.id, routeId: rule.routeId, ...parseRuleParts(rule) })),
      };
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead },
  );
}
