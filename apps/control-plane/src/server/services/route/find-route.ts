import { type Method, methods, type Stage, stages } from '@delta-guard/protocol';
import { z } from 'zod';
import { type PolicyName, policyNames } from '../../../contract.ts';
import { DomainError } from '../../errors/domain-error.ts';
import type { Change } from '../change.ts';

const routeWords = z.object({
  method: z.enum(methods),
  stage: z.enum(stages),
  policy: z.enum(policyNames),
});

export interface HeldRoute {
  id: string;
  method: Method;
  template: string;
  stage: Stage;
  policy: PolicyName;
  version: bigint;
}

/** The route as it is now. Nobody else changes it before this change ends, since the gateway is held. */
export async function findRoute(change: Change, routeId: string): Promise<HeldRoute> {
  const route = await findRouteIfThere(change, routeId);
  if (!route) throw new DomainError('routeNotFound', 'There is no such route, or it was removed.');
  return route;
}

export async function findRouteIfThere(change: Change, routeId: string): Promise<HeldRoute | null> {
  const route = await change.tx.route.findFirst({
    where: { id: routeId, gatewayId: change.gatewayId, removedAt: null },
    select: { id: true, method: true, template: true, stage: true, policy: true, version: true },
  });
  return route && { ...route, ...routeWords.parse(route) };
}

export function labelOf(route: { method: string; template: string }): string {
  return `${route.method} ${route.template}`;
}
