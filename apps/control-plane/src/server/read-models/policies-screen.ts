import type { Transaction } from '@delta-guard/db';
import { explainPolicy, policyNames, policyProves, presetPolicies } from '@delta-guard/gate';
import { z } from 'zod';
import type { PoliciesScreen, PolicyRow } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { loadRecent } from '../evidence/recent-seconds.ts';
import { toPolicy } from '../policies/load-policies.ts';
import { atOneMoment } from './at-one-moment.ts';

/** The policies that routes can be judged by: presets first, then own ones by name. */
export async function policiesScreen(context: ServerContext): Promise<PoliciesScreen> {
  const { gatewayId } = context;
  const nowMs = context.now();
  return atOneMoment(context, async (tx) => {
    const uses = await tx.route.groupBy({
      by: ['policy'],
      where: { gatewayId, removedAt: null },
      _count: true,
    });
    const routesOf = (name: string) => uses.find(({ policy }) => policy === name)?._count ?? 0;
    const presets = policyNames.map(
      (name): PolicyRow => ({
        name,
        preset: name,
        own: false,
        proves: policyProves[name],
        policy: presetPolicies[name],
        routes: routesOf(name),
      }),
    );
    const rows = await tx.policy.findMany({ where: { gatewayId }, orderBy: { name: 'asc' } });
    const own = rows.map((row): PolicyRow => {
      const preset = z.enum(policyNames).parse(row.preset);
      const policy = toPolicy(row);
      const proves = `From ${preset}, with figures of its own. ${explainPolicy(policy, 0).notes[0]?.means ?? ''}`;
      return { name: row.name, preset, own: true, proves, policy, routes: routesOf(row.name) };
    });
    const { buildHeader } = await tx.gateway.findUniqueOrThrow({
      where: { id: gatewayId },
      select: { buildHeader: true },
    });
    return { buildHeader, policies: [...presets, ...own], paces: await loadPaces(tx, gatewayId, nowMs) };
  });
}

const pacesMax = 50;

/** The busiest routes with their present traffic, for what a policy would cost on them. */
async function loadPaces(
  tx: Transaction,
  gatewayId: string,
  nowMs: number,
): Promise<PoliciesScreen['paces']> {
  const routes = await tx.route.findMany({
    where: { gatewayId, removedAt: null },
    select: { id: true, method: true, template: true },
  });
  const recents = await loadRecent(
    tx,
    routes.map(({ id }) => id),
    nowMs,
  );
  return routes
    .map(({ id, method, template }) => ({
      routeId: id,
      route: `${method} ${template}`,
      comparisonsPerSecond: recents.get(id)?.comparisonsPerSecond ?? 0,
    }))
    .sort((a, b) => b.comparisonsPerSecond - a.comparisonsPerSecond)
    .slice(0, pacesMax);
}
