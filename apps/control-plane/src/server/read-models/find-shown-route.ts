import type { Transaction } from '@delta-guard/db';
import { DomainError } from '../errors/domain-error.ts';
import { routeHeadSelect } from '../evidence/route-head.ts';
import type { RouteToShow } from '../evidence/route-rows.ts';

/** A route of the gateway that was not removed. */
export async function findShownRoute(
  tx: Transaction,
  gatewayId: string,
  routeId: string,
): Promise<RouteToShow> {
  const route = await tx.route.findFirst({
    where: { id: routeId, gatewayId, removedAt: null },
    select: { ...routeHeadSelect, versionRevision: true, settings: true },
  });
  if (!route) throw new DomainError('routeNotFound', 'There is no such route, or it was removed.');
  return route;
}
