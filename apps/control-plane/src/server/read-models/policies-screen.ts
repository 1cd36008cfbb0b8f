import { policyNames, policyProves, presetPolicies } from '@delta-guard/gate';
import { z } from 'zod';
import type { PoliciesScreen, PolicyRow } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { toPolicy } from '../policies/load-policies.ts';
import { atOneMoment } from './at-one-moment.ts';

/** The policies that routes can be judged by: presets first, then own ones by name. */
export async function policiesScreen(context: ServerContext): Promise<PoliciesScreen> {
  const { gatewayId } = context;
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
      const proves = `Begun from ${preset}, with figures of its own.`;
      return { name: row.name, preset, own: true, proves, policy: toPolicy(row), routes: routesOf(row.name) };
    });
    return { policies: [...presets, ...own] };
  });
}
