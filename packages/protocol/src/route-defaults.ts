import type { RouteConfig } from './config.ts';

/** What a route has where nobody chose otherwise: every request eligible, no guard, no canary, nothing sent twice. */
export const routeDefaults = {
  overheadLimitMs: 5,
  fallbackWaitMs: 1_000,
  canaryShare: 0,
  stickyKey: null,
  sampling: { share: 1, by: null },
  controlShare: 0,
  guardWaitMs: 5,
  guardHoldMs: 1_000,
  recheckPerSecondMax: 0,
  buildHeader: null,
  bodies: 'full',
  guard: { mismatch: null, latency: null, breaker: null },
  rollbacksNamed: [],
  leaseMs: 30_000,
  onLeaseLost: 'keep',
} as const satisfies Omit<RouteConfig, 'id' | 'method' | 'template' | 'stage' | 'version'>;
