import { z } from 'zod';
import { limits } from './limits.ts';
import { ruleSchema } from './rule.ts';
import { bodiesKept, methods, stages } from './words.ts';

const share = z.number().min(0).max(1);
const rate = z.number().gt(0).lt(1);

/** What a client or a session is known by: the value of a cookie or of a request header. */
export const requestKeySchema = z.strictObject({
  in: z.enum(['cookie', 'header']),
  name: z.string().min(1).max(256),
});
export type RequestKey = z.infer<typeof requestKeySchema>;

/** A detector of the guard: alarm when a rate of `p1` explains the observations so much better than `p0`. */
export const detectorConfigSchema = z.strictObject({
  p0: rate,
  p1: z.array(rate).min(1).max(8),
  /** Observations between two false alarms, at least, on average. */
  alarmAt: z.number().min(1e4),
});
export type DetectorConfig = z.infer<typeof detectorConfigSchema>;

/** What an instance's guard looks for on a route; null where it is switched off. */
export const guardConfigSchema = z.strictObject({
  mismatch: detectorConfigSchema.nullable(),
  latency: detectorConfigSchema.nullable(),
  breaker: z
    .strictObject({
      /** Failures of the candidate in a row ... */
      failures: z.number().int().positive(),
      /** ... from at least this many client addresses. */
      clientsMin: z.number().int().positive(),
    })
    .nullable(),
});
export type GuardConfig = z.infer<typeof guardConfigSchema>;

/** A route as a proxy needs it. `version` rises with each change of stage and never falls (P9). */
export const routeConfigSchema = z.strictObject({
  id: z.uuid(),
  method: z.enum(methods),
  template: z.string().startsWith('/').max(limits.pathLengthMax),
  stage: z.enum(stages),
  version: z.number().int().nonnegative(),
  /** An exchange whose candidate took longer than the legacy by more than this is an exceedance. */
  overheadLimitMs: z.number().positive(),
  /** How long the legacy's answer is waited for when the candidate failed as primary. */
  fallbackWaitMs: z.number().int().positive(),
  /** Share of clients that the candidate answers in canary. */
  canaryShare: share,
  /** By what canary tells clients apart; a client without it, or all where it is null, are answered by the legacy. */
  stickyKey: requestKeySchema.nullable(),
  /** Share of requests that are eligible in shadow; `by` chooses whole clients instead of single requests. */
  sampling: z.strictObject({ share, by: requestKeySchema.nullable() }),
  /** Share of eligible exchanges that also go to the control instance, where the proxy has one. */
  controlShare: share,
  /** In guarded: how long the candidate is waited for once the legacy's answer is whole. */
  guardWaitMs: z.number().int().nonnegative(),
  /** In guarded: how long an answer of the legacy is held back at most while it is not whole. */
  guardHoldMs: z.number().int().positive(),
  /** Mismatches a second that may be asked of the legacy once more, to tell races; 0 switches it off. */
  recheckPerSecondMax: z.number().int().nonnegative().max(1_000),
  /** The response header of the candidate that names its build. */
  buildHeader: z.string().min(1).max(256).nullable(),
  /** What samples keep of bodies at most: an instance never keeps more than its own configuration says. */
  bodies: z.enum(bodiesKept),
  guard: guardConfigSchema,
  /** Rollbacks by instances that this version knows of: an instance re-enters only when its own is among them (P9). */
  rollbacksNamed: z.array(z.uuid()).max(limits.rollbacksNamedMax),
  /** Without a word of the control plane for this long, `onLeaseLost` says what an instance does. */
  leaseMs: z.number().int().positive(),
  onLeaseLost: z.enum(['keep', 'shadow']),
});
export type RouteConfig = z.infer<typeof routeConfigSchema>;

/** All that a proxy obeys, swapped whole. `revision` rises per gateway with every change. */
export const configSchema = z.strictObject({
  revision: z.number().int().nonnegative(),
  /** 128 bits as hex, the same for all instances: targets are counted by salted hashes, never by name. */
  targetSalt: z.string().regex(/^[0-9a-f]{32}$/),
  routes: z.array(routeConfigSchema).max(limits.routesMax),
  rules: z.array(ruleSchema).max(limits.rulesMax),
});
export type Config = z.infer<typeof configSchema>;
