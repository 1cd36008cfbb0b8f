import { z } from 'zod';
import { differenceSchema, signatureSchema } from './difference.ts';
import { latencySketchSchema } from './latency-sketch.ts';
import { limits } from './limits.ts';
import { trafficBytesSchema } from './traffic-bytes.ts';
import { methods, notComparedReasons, stages } from './words.ts';

const count = z.number().int().nonnegative();
const timeMs = z.number().nonnegative();
const build = z.string().min(1).max(128).nullable();

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
  matches: count,
  mismatches: count,
  notCompared: z.partialRecord(z.enum(notComparedReasons), count),
  /** Mismatched exchanges per signature; those past the cap of the route are in `otherSignatures`. */
  signatures: z
    .array(z.strictObject({ signature: signatureSchema, count }))
    .max(limits.signaturesPerRouteMax),
  otherSignatures: count,
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
});
export type Tally = z.infer<typeof tallySchema>;

const headers = z
  .array(z.tuple([z.string().max(256), z.string().max(limits.headerValueLengthMax)]))
  .max(limits.headersMax);

const capturedBodySchema = z.strictObject({
  /** The whole body on the wire was this long, decoded; more than `bytes` holds where it was cut. */
  bytesTotal: count,
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

/** An instance's own guard took a route back. */
export const rolledBackSchema = z.strictObject({
  type: z.literal('rolledBack'),
  routeId: z.uuid(),
  routeVersion: count,
  at: timeMs,
  reason: z.string().min(1).max(512),
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
