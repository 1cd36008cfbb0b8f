import type { Stage } from './stage.ts';
import { rank } from './stage-machine.ts';

/** A roll back by an instance itself, written down durably before its next request. */
export interface LocalRollback {
  /** The version of the route that was rolled back. */
  routeVersion: number;
  rollbackId: string;
}

/** What a config says of a route, as far as it decides which stage is served. */
export interface ObeyedRoute {
  version: number;
  stage: Stage;
  /** Rollbacks by instances that this version knows of. */
  rollbacksNamed: readonly string[];
  /** Without a word of the control plane for longer than this the lease is lost. */
  leaseMs: number;
  onLeaseLost: 'keep' | 'shadow';
}

export interface InstanceSituation {
  rollback: LocalRollback | null;
  /** Since the last word of the control plane, or since the start of the process where there was none. */
  silentMs: number;
}

export interface ServedStage {
  stage: Stage;
  /** Why it is not the stage of the config; null where it is. */
  heldBack: 'rollback' | 'lease' | null;
}

/**
 * The stage in which an instance serves a route (P9): never later than the newest config that it has allows, in shadow
 * from its own rollback until a newer version names it, and, where the policy says so, in shadow without a lease.
 */
export function servedStage(route: ObeyedRoute, { rollback, silentMs }: InstanceSituation): ServedStage {
  if (rank(route.stage) <= rank('shadow')) return { stage: route.stage, heldBack: null };
  if (rollback !== null && !isReleased(route, rollback)) return { stage: 'shadow', heldBack: 'rollback' };
  // The legacy of a complete route may be switched off: to send clients there by oneself could only do harm.
  if (route.stage !== 'complete' && route.onLeaseLost === 'shadow' && isLeaseLost(route, silentMs)) {
    return { stage: 'shadow', heldBack: 'lease' };
  }
  return { stage: route.stage, heldBack: null };
}

/**
 * Whether this version of the route ends a local rollback. It may be forgotten only after the config that holds this
 * version is durable: a restart in between would else find an older config and no rollback.
 */
export function isReleased(route: ObeyedRoute, rollback: LocalRollback): boolean {
  return route.version > rollback.routeVersion && route.rollbacksNamed.includes(rollback.rollbackId);
}

export function isLeaseLost(route: Pick<ObeyedRoute, 'leaseMs'>, silentMs: number): boolean {
  return silentMs > route.leaseMs;
}

/** A config, as far as it decides whether it is newer than another. */
export interface ConfigVersions {
  revision: number;
  routes: readonly { id: string; version: number }[];
}

export type Freshness =
  /** Newer: to be obeyed, whole. */
  | { code: 'newer' }
  /** The one that is obeyed already, or older: repeated or overtaken on the way. */
  | { code: 'same' | 'older'; words: string }
  /** A newer revision with an older route: the control plane lost what it had committed. */
  | { code: 'versionFell'; routeId: string; words: string };

/** Whether an offered config may replace the one that is held. Revisions and route versions only rise. */
export function freshness(held: ConfigVersions | null, offered: ConfigVersions): Freshness {
  if (held === null) return { code: 'newer' };
  if (offered.revision <= held.revision) {
    const code = offered.revision === held.revision ? 'same' : 'older';
    return { code, words: `revision ${offered.revision} was offered, ${held.revision} is obeyed already` };
  }
  const versions = new Map(held.routes.map((route) => [route.id, route.version]));
  for (const { id, version } of offered.routes) {
    const known = versions.get(id);
    if (known === undefined || version >= known) continue;
    const words = `route ${id} fell from version ${known} to ${version} in revision ${offered.revision}: was a database restored?`;
    return { code: 'versionFell', routeId: id, words };
  }
  return { code: 'newer' };
}
