import type { Change } from '../change.ts';
import { beginEpochs } from '../epoch.ts';

/** A change of rules makes evidence of the old ones worthless: each route that the rule binds begins a new epoch. */
export async function beginEpochsOfRule(change: Change, routeId: string | null): Promise<void> {
  const routes = await change.tx.route.findMany({
    where: { gatewayId: change.gatewayId, removedAt: null, ...(routeId === null ? {} : { id: routeId }) },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  await change.revision();
  await beginEpochs(
    change,
    routes.map(({ id }) => id),
    'rules',
  );
}
