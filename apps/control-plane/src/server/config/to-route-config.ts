import { latencyDetectorOptions, mismatchDetectorOptions, type Policy } from '@delta-guard/gate';
import {
  type DetectorConfig,
  type GuardConfig,
  limits,
  methods,
  type RouteConfig,
  routeDefaults,
  stages,
} from '@delta-guard/protocol';
import { z } from 'zod';
import { parseSettings, type RouteSettings } from '../routes/route-settings.ts';

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
  const { guard, ...settings } = parseSettings(route.settings);
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
    guard: guardOf(policy, guard),
    rollbacksNamed: route.rollBacks
      .filter(({ namedFrom }) => namedFrom <= route.version)
      .slice(0, limits.rollbacksNamedMax)
      .map(({ id }) => id),
  };
}

/** What the guard of a route looks for, on each instance and over all of them. */
function guardOf(policy: Policy, on: RouteSettings['guard']): GuardConfig {
  return {
    mismatch: on.mismatch ? toWire(mismatchDetectorOptions(policy)) : null,
    latency: on.latency ? toWire(latencyDetectorOptions(policy)) : null,
    breaker: on.breaker ? { failures: policy.breakerFailures, clientsMin: policy.breakerClientsMin } : null,
  };
}

function toWire({ p0, p1, alarmAt }: { p0: number; p1: readonly number[]; alarmAt: number }): DetectorConfig {
  return { p0, p1: [...p1], alarmAt };
}
