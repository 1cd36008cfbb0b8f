import { type Policy, percentInWords } from '@delta-guard/gate';
import { type Method, methods, type Stage, stages } from '@delta-guard/protocol';
import { z } from 'zod';
import { DomainError } from '../../errors/domain-error.ts';
import { loadPolicies } from '../../policies/load-policies.ts';
import { parseSettings, type RouteSettings } from '../../routes/route-settings.ts';
import type { Change } from '../change.ts';

const routeWords = z.object({
  method: z.enum(methods),
  stage: z.enum(stages),
});

export interface HeldRoute {
  id: string;
  method: Method;
  template: string;
  stage: Stage;
  /** The name of its policy, and what that asks. */
  policy: string;
  thresholds: Policy;
  version: bigint;
  canaryShare: number;
  settings: RouteSettings;
  coolDownUntil: Date | null;
  stageSince: Date;
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
    select: {
      id: true,
      method: true,
      template: true,
      stage: true,
      policy: true,
      version: true,
      canaryShare: true,
      settings: true,
      coolDownUntil: true,
      stageSince: true,
    },
  });
  if (!route) return null;
  const policies = await loadPolicies(change.tx, change.gatewayId);
  return {
    ...route,
    ...routeWords.parse(route),
    thresholds: policies.of(route.policy),
    settings: parseSettings(route.settings),
  };
}

export function labelOf(route: { method: string; template: string }): string {
  return `${route.method} ${route.template}`;
}

/** Its stage, with the step in canary. */
export function placeOf({ stage, canaryShare }: { stage: Stage; canaryShare: number | null }): string {
  return stage === 'canary' ? `canary (${percentInWords(canaryShare ?? 0)} of clients)` : stage;
}
