import { servedStage as obeyedStage, type ServedStage } from '@delta-guard/gate';
import { type Method, type RouteConfig, type Stage, safeMethods, stages } from '@delta-guard/protocol';
import type { LocalRollbacks } from './local-rollbacks.ts';

/** Stages this proxy can serve, as told in `hello`. */
export const servedStages: readonly Stage[] = stages;

/** Says in which stage a route is served now, and why it is not the one of the config. */
export type StageRule = (route: RouteConfig) => ServedStage;

export const asConfigured: StageRule = ({ stage }) => ({ stage, heldBack: null });

/** P9: never later than the config allows, held back by this instance's own rollback and, by policy, without a lease. */
export function instanceRule(rollbacks: LocalRollbacks, silentMs: () => number): StageRule {
  return (route) => {
    const own = rollbacks.get(route.id);
    const rollback = own && { routeVersion: own.routeVersion, rollbackId: own.id };
    return obeyedStage(route, { rollback, silentMs: silentMs() });
  };
}

/** The stage a route is really served at: an unsafe method never leaves `off` (P6). */
export function servedStage(method: Method, stage: Stage): Stage {
  return safeMethods.includes(method) ? stage : 'off';
}
