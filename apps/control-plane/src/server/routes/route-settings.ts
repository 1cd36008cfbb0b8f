import { autoAdvanceStages } from '@delta-guard/gate';
import { bodiesKept, requestKeySchema } from '@delta-guard/protocol';
import { z } from 'zod';

const autoAdvanceChoices = ['policy', 'never', ...autoAdvanceStages] as const;

const share = z.number().min(0).max(1);
/** RFC 9110, 5.6.2. */
const headerName = z
  .string()
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'is not the name of a header')
  .max(256);

/** What an operator sets for one route; what is not stored is as here. */
export const routeSettingsSchema = z.strictObject({
  /** By what canary tells clients apart. */
  stickyKey: requestKeySchema.nullable().default(null),
  /** Null takes that of the gateway. */
  buildHeader: headerName.nullable().default(null),
  sampling: z
    .strictObject({ share: share.gt(0), by: requestKeySchema.nullable() })
    .default({ share: 1, by: null }),
  controlShare: share.default(0),
  recheckPerSecondMax: z.number().int().min(0).max(1_000).default(0),
  /** At most: a proxy never keeps more than its own setting says. */
  bodies: z.enum(bodiesKept).default('full'),
  /** How far it goes by itself while the gate is open; `policy` leaves that to its policy. */
  autoAdvanceTo: z.enum(autoAdvanceChoices).default('policy'),
  /** Its gate is shut until somebody goes on. */
  paused: z.boolean().default(false),
  /** The detectors of the guard that are in force. */
  guard: z
    .strictObject({ mismatch: z.boolean(), latency: z.boolean(), breaker: z.boolean() })
    .default({ mismatch: true, latency: true, breaker: true }),
});
export type RouteSettings = z.infer<typeof routeSettingsSchema>;

export const buildHeaderSchema = headerName.nullable();

export function parseSettings(stored: string): RouteSettings {
  return routeSettingsSchema.parse(JSON.parse(stored));
}
