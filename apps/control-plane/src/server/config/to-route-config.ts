import type { GuardOptions, Policy } from '@delta-guard/gate';
import {
  type GuardConfig,
  limits,
  methods,
  type RouteConfig,
  routeDefaults,
  stages,
} from '@delta-guard/protocol';
import { z } from 'zod';
import { guardOfRoute } from '../routes/guard-of-route.ts';
import { parseSettings } from '../routes/route-settings.ts';

const routeWords = z.object({ method: z.enum(methods), stage: z.enum(stages) });

export interface RouteToServe {
  id: string;
  method: string;
  template: string;
  stage: string;
  version: bigint;
  canaryShare: number;
  settings: string;
  /** Newest first. */
  rollBacks: readonly { id: string; namedFrom: bigint }[];
}

/** A route as proxies obey it: from its own settings, its policy and its gateway. */
export function toRouteConfig(
  route: RouteToServe,
  { policy, buildHeader }: { policy: Policy; buildHeader: string | null },
): RouteConfig {
  const words = routeWords.parse(route);
  const { guard, autoAdvanceTo: _advance, paused: _paused, ...settings } = parseSettings(route.settings);
  return {
    ...routeDefaults,
    ...settings,
    id: route.id,
    method: words.method,
    template: route.template,
    stage: words.stage,
    version: Number(route.version),
    overheadLimitMs: policy.overheadLimitMs,
    fallbackWaitMs: policy.fallbackWaitMs,
    canaryShare: route.canaryShare,
    buildHeader: settings.buildHeader ?? buildHeader,
    guard: toWire(guardOfRoute(policy, guard)),
    guardWaitMs: policy.guardWaitMs,
    guardHoldMs: policy.guardHoldMs,
    leaseMs: policy.leaseMs,
    onLeaseLost: policy.onLeaseLost,
    rollbacksNamed: route.rollBacks
      .filter(({ namedFrom }) => namedFrom <= route.version)
      .slice(0, limits.rollbacksNamedMax)
      .map(({ id }) => id),
  };
}

function toWire(options: GuardOptions): GuardConfig {
  const { mismatch, latency, breaker } = options;
  return {
    mismatch: mismatch && { ...mismatch, p1: [...mismatch.p1] },
    latency: latency && { ...latency, p1: [...latency.p1] },
    breaker,
  };
}
