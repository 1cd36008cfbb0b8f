import { z } from 'zod';
import { differenceSchema, signatureSchema } from './difference.ts';
import { latencySketchSchema } from './latency-sketch.ts';
import { limits } from './limits.ts';
import { trafficBytesSchema } from './traffic-bytes.ts';
import { bodiesKept, methods, notComparedReasons, rollBackTriggers, stages } from './words.ts';

const count = z.number().int().nonnegative();
const timeMs = z.number().nonnegative();
const build = z.string().min(1).max(128).nullable();

/** First 52 bits of the salted SHA-256 of a target, as a number. */
const targetHash = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 52 - 1);

/** Which targets the comparisons of a tally had, without their names. Mergeable over seconds and instances. */
export const targetsSchema = z.strictObject({
  /** Of the smallest hashes of this route that the instance has seen, those it has not told before (k minimum values). */
  smallest: z.array(targetHash).max(limits.distinctTargetsMax),
  /** The most frequent targets: each was there at least `count` and at most `count + missed` times (Misra and Gries). */
  frequent: z.array(z.strictObject({ target: targetHash, count: count })).max(limits.frequentTargetsMax),
  missed: count,
});
export type Targets = z.infer<typeof targetsSchema>;

/** One second of one route under one config revision, stage and build. P4: eligible = matches + mismatches + all of notCompared. */
export const tallySchema = z.strictObject({
  type: z.literal('tally'),
  routeId: z.uuid(),
  /** Unix time in whole seconds, of the moment the comparison ended. */
  second: count,
  revision: count,
  stage: z.enum(stages),
  build,
  /** Client requests that ended in this second, eligible or not. */
  requests: count,
  /** Of those, the ones that carried the sticky key of the route; absent where it has none. */
  keyed: count.optional(),
  matches: count,
  mismatches: count,
  notCompared: z.partialRecord(z.enum(notComparedReasons), count),
  /** Mismatched exchanges per signature; those past the cap of the route are in `otherSignatures`. */
  signatures: z
    .array(z.strictObject({ signature: signatureSchema, count }))
    .max(limits.signaturesPerRouteMax),
  otherSignatures: count,
  /** What had been found in exchanges whose comparison was given up, per signature; those are in `notCompared`. Absent where nothing. */
  unfinished: z
    .array(z.strictObject({ signature: signatureSchema, count }))
    .max(limits.signaturesPerRouteMax)
    .optional(),
  /** Exchanges in which each rule suppressed something. */
  ruleHits: z.array(z.strictObject({ ruleId: z.uuid(), count })).max(limits.rulesMax),
  /** Pairs of timed answers, and how many of them exceeded the route's `overheadLimitMs`. */
  latencyPairs: count,
  latencyExceedances: count,
  /** Candidate less legacy on the same exchange, in ms. */
  overheadMs: latencySketchSchema.nullable(),
  /** What the proxy added: client-visible time less the primary's upstream time, in ms. */
  addedMs: latencySketchSchema.nullable(),
  legacyMs: latencySketchSchema.nullable(),
  candidateMs: latencySketchSchema.nullable(),
  /** Exchanges in which the candidate failed as primary and the legacy answered the client. */
  fallbacks: count,
  /** Null where the template has no parameters, or nothing was compared. */
  targets: targetsSchema.nullable(),
  /** Exchanges in which the control instance was compared with the legacy, and how often each signature was there. */
  controlComparisons: count,
  noise: z.array(z.strictObject({ signature: signatureSchema, count })).max(limits.signaturesPerRouteMax),
});
export type Tally = z.infer<typeof tallySchema>;

const headers = z
  .array(z.tuple([z.string().max(256), z.string().max(limits.headerValueLengthMax)]))
  .max(limits.headersMax);

const capturedBodySchema = z.strictObject({
  /** The whole body on the wire was this long, decoded; more than `bytes` holds where it was cut. */
  bytesTotal: count,
  /** Whether it was cut, at the cap or, where no whole bodies are kept, at its beginning. */
  truncated: z.boolean(),
  bytes: trafficBytesSchema,
});
export type CapturedBody = z.infer<typeof capturedBodySchema>;

const capturedResponseSchema = z.strictObject({
  status: z.number().int().min(100).max(999),
  headers,
  body: capturedBodySchema.nullable(),
  /** From the last request byte written to the last response byte read. */
  timeMs,
});
export type CapturedResponse = z.infer<typeof capturedResponseSchema>;

const failureSchema = z.strictObject({
  failure: z.enum(['refused', 'reset', 'timeout']),
  message: z.string().max(512),
  timeMs,
});
export type UpstreamFailure = z.infer<typeof failureSchema>;

/** A mismatch kept as a sample: the exchange, redacted, with its differences. */
export const deltaSchema = z.strictObject({
  type: z.literal('delta'),
  id: z.uuid(),
  routeId: z.uuid(),
  revision: count,
  stage: z.enum(stages),
  build,
  /** Unix time in ms. */
  at: timeMs,
  /** What it keeps of the bodies. In `none` each value of a difference in the body is `valueNotKept`. */
  bodies: z.enum(bodiesKept).default('full'),
  request: z.strictObject({
    method: z.enum(methods),
    target: z.string().max(limits.targetLengthMax),
    headers,
    body: capturedBodySchema.nullable(),
  }),
  legacy: capturedResponseSchema,
  candidate: z.union([capturedResponseSchema, failureSchema]),
  differences: z.array(differenceSchema).min(1).max(limits.differencesMax),
  differencesTotal: count,
  signatures: z.array(signatureSchema).min(1).max(limits.differencesMax),
});
export type Delta = z.infer<typeof deltaSchema>;

/** Traffic that no route matches, by template with ids folded, since the last report. */
export const discoveredSchema = z.strictObject({
  type: z.literal('discovered'),
  method: z.enum(methods),
  template: z.string().startsWith('/').max(limits.pathLengthMax),
  count,
  at: timeMs,
});
export type Discovered = z.infer<typeof discoveredSchema>;

/** An instance took a route back by itself: its guard, or an operator on its host. */
export const rolledBackSchema = z.strictObject({
  type: z.literal('rolledBack'),
  /** What a later version of the route has to name before the instance re-enters. */
  id: z.uuid(),
  routeId: z.uuid(),
  routeVersion: count,
  at: timeMs,
  trigger: z.enum(rollBackTriggers),
  reason: z.string().min(1).max(512),
  /** What the detector had seen since the version began; null where an operator decided. */
  evidence: z
    .strictObject({
      observations: count,
      hits: count,
      /** The detector's statistic, or the failures in a row, and the value at which it alarms. */
      statistic: z.number().nonnegative(),
      alarmAt: z.number().nonnegative(),
    })
    .nullable(),
});
export type RolledBack = z.infer<typeof rolledBackSchema>;

/** What the proxy knows to be missing from its evidence. */
export const gapSchema = z.strictObject({
  type: z.literal('gap'),
  at: timeMs,
  reason: z.string().min(1).max(512),
  lostEvents: count.nullable(),
});
export type Gap = z.infer<typeof gapSchema>;

export const eventSchema = z.discriminatedUnion('type', [
  tallySchema,
  deltaSchema,
  discoveredSchema,
  rolledBackSchema,
  gapSchema,
]);
export type Event = z.infer<typeof eventSchema>;
