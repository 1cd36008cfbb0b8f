import { z } from 'zod';
import { limits } from './limits.ts';
import { ruleSchema } from './rule.ts';
import { methods, stages } from './words.ts';

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
});
export type RouteConfig = z.infer<typeof routeConfigSchema>;

/** All that a proxy obeys, swapped whole. `revision` rises per gateway with every change. */
export const configSchema = z.strictObject({
  revision: z.number().int().nonnegative(),
  routes: z.array(routeConfigSchema).max(limits.routesMax),
  rules: z.array(ruleSchema).max(limits.rulesMax),
});
export type Config = z.infer<typeof configSchema>;
