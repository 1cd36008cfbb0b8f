import { z } from 'zod';
import { limits } from './limits.ts';

const path = z.string().min(1).max(limits.pathLengthMax);
const name = z.string().min(1).max(256);

/** Where a rule applies inside a response. A body path is an RFC 9535 query. */
export const rulePlaceSchema = z.discriminatedUnion('in', [
  z.strictObject({ in: z.literal('body'), path }),
  z.strictObject({ in: z.literal('header'), name }),
  z.strictObject({ in: z.literal('cookie'), name }),
  z.strictObject({ in: z.literal('status') }),
]);
export type RulePlace = z.infer<typeof rulePlaceSchema>;

/** What a rule does at its place. */
export const ruleActionSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('ignore') }),
  z.strictObject({
    do: z.literal('tolerance'),
    absolute: z.number().nonnegative().optional(),
    relative: z.number().nonnegative().max(1).optional(),
  }),
  z.strictObject({ do: z.literal('sameInstant'), withinMs: z.number().int().nonnegative() }),
  z.strictObject({ do: z.literal('unordered'), key: name.optional() }),
  z.strictObject({ do: z.literal('nullEqualsAbsent') }),
  z.strictObject({ do: z.literal('caseInsensitive') }),
  z.strictObject({ do: z.literal('pattern'), pattern: z.string().min(1).max(1_024) }),
  z.strictObject({ do: z.literal('coerceType') }),
  z.strictObject({ do: z.literal('equalText') }),
  z.strictObject({ do: z.literal('sameClass') }),
]);
export type RuleAction = z.infer<typeof ruleActionSchema>;

/** A rule as a proxy needs it: whom it binds, where, and what it does. `routeId` null binds all routes. */
export const ruleSchema = z.strictObject({
  id: z.uuid(),
  routeId: z.uuid().nullable(),
  place: rulePlaceSchema,
  action: ruleActionSchema,
});
export type Rule = z.infer<typeof ruleSchema>;
