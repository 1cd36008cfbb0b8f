import { limits } from '@delta-guard/protocol';
import type { RulesScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { labelOf } from '../services/route/find-route.ts';
import { atOneMoment } from './at-one-moment.ts';
import { loadRules } from './rule-rows.ts';

export async function rulesScreen(context: ServerContext): Promise<RulesScreen> {
  const { gatewayId } = context;
  return atOneMoment(context, async (tx) => {
    const routes = await tx.route.findMany({
      where: { gatewayId, removedAt: null },
      orderBy: [{ template: 'asc' }, { method: 'asc' }],
      take: limits.routesMax,
      select: { id: true, method: true, template: true },
    });
    return {
      rules: await loadRules(tx, gatewayId),
      routes: routes.map((route) => ({ id: route.id, label: labelOf(route) })),
    };
  });
}
