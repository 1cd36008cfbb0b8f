import { type Database, Prisma } from '@delta-guard/db';
import {
  type Config,
  type Method,
  methods,
  type RouteConfig,
  routeDefaults,
  type Stage,
  stages,
} from '@delta-guard/protocol';
import { z } from 'zod';
import { policyNames } from '../../contract.ts';
import { policyOf } from '../evidence/policy-of.ts';
import { parseRuleParts } from '../store/rule-parts.ts';

const routeWords = z.object({
  method: z.enum(methods),
  stage: z.enum(stages),
  policy: z.enum(policyNames),
});

/** What proxies obey now: one revision with its routes and rules, all of the same moment. */
export async function loadConfig(db: Database, gatewayId: string): Promise<Config> {
  return db.$transaction(
    async (tx) => {
      const gateway = await tx.gateway.findUniqueOrThrow({
        where: { id: gatewayId },
        select: { configRevision: true, targetSalt: true },
      });
      const routes = await tx.route.findMany({
        where: { gatewayId, removedAt: null },
        orderBy: { createdAt: 'asc' },
      });
      const rules = await tx.rule.findMany({
        where: { gatewayId, enabled: true, OR: [{ routeId: null }, { route: { removedAt: null } }] },
        orderBy: { createdAt: 'asc' },
      });
      return {
        revision: Number(gateway.configRevision),
        targetSalt: gateway.targetSalt,
        routes: routes.map(toRouteConfig),
        rules: rules.map((rule) => ({ id: rule.id, routeId: rule.routeId, ...parseRuleParts(rule) })),
      };
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead },
  );
}

function toRouteConfig(route: {
  id: string;
  method: string;
  template: string;
  stage: string;
  policy: string;
  version: bigint;
}): RouteConfig {
  const words: { method: Method; stage: Stage; policy: (typeof policyNames)[number] } =
    routeWords.parse(route);
  const policy = policyOf(words.policy);
  return {
    ...routeDefaults,
    id: route.id,
    method: words.method,
    template: route.template,
    stage: words.stage,
    version: Number(route.version),
    overheadLimitMs: policy.overheadLimitMs,
    fallbackWaitMs: policy.fallbackWaitMs,
  };
}
