import { checkFreeze, weekdays } from '@delta-guard/gate';
import { z } from 'zod';

/** A time in which nothing is promoted: each week, or once. */
export const freezeWindowInput = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('weekly'),
      fromDay: z.enum(weekdays),
      from: z.string().max(5),
      untilDay: z.enum(weekdays),
      until: z.string().max(5),
      timeZone: z.string().max(64),
    }),
    z.strictObject({ kind: z.literal('dated'), fromMs: z.number(), untilMs: z.number() }),
  ])
  .superRefine((window, context) => {
    for (const message of checkFreeze(window)) context.addIssue({ code: 'custom', message });
  });
export type StoredFreezeWindow = z.infer<typeof freezeWindowInput>;

export function parseWindow(stored: string): StoredFreezeWindow {
  return freezeWindowInput.parse(JSON.parse(stored));
}
