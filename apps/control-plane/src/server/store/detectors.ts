import type { GuardState } from '@delta-guard/gate';
import { z } from 'zod';

const watchSchema = z
  .object({ observations: z.number(), hits: z.number(), statistics: z.array(z.number()) })
  .nullable();

const detectorsSchema = z.object({
  /** The version of the route that they are of. */
  version: z.number(),
  state: z.object({ mismatch: watchSchema, latency: watchSchema }),
});

interface StoredDetectors {
  version: number;
  state: GuardState;
}

export function packDetectors(detectors: StoredDetectors): string {
  return JSON.stringify(detectors);
}

export function unpackDetectors(stored: string | null): StoredDetectors | null {
  return stored === null ? null : detectorsSchema.parse(JSON.parse(stored));
}
