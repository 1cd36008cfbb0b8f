import { z } from 'zod';
import { configSchema } from './config.ts';
import { eventSchema } from './event.ts';
import { limits } from './limits.ts';
import { stages } from './words.ts';

const count = z.number().int().nonnegative();
const spoolId = z.string().regex(/^[0-9a-f]{32}$/, 'expected 128 bits as 32 lower-case hex digits');

/** First frame of a proxy. `protocol` is a plain number here so that another version can be answered with a reason. */
export const helloSchema = z.strictObject({
  type: z.literal('hello'),
  protocol: z.number().int(),
  gateway: z.string().min(1).max(64),
  /** 128 random bits that name one run's queue; the key of everything the proxy reports. */
  spool: spoolId,
  /** A label for people, such as the host's name; never a key. */
  instance: z.string().min(1).max(128),
  startedAt: z.number().nonnegative(),
  appliedRevision: count,
  /** The lowest `seq` the spool still holds; all below was acked and trimmed. */
  firstSeq: z.number().int().positive(),
  /** Stages that this build of the proxy can serve. */
  servedStages: z.array(z.enum(stages)),
  /** Spool of the run that sends what this one left when it ended; absent where a run speaks for itself. */
  adoptedBy: spoolId.optional(),
});
export type Hello = z.infer<typeof helloSchema>;

export const appliedSchema = z.strictObject({ type: z.literal('applied'), revision: count });

export const batchSchema = z.strictObject({
  type: z.literal('batch'),
  seq: z.number().int().positive(),
  events: z.array(eventSchema).min(1).max(limits.batchEventsMax),
});
export type Batch = z.infer<typeof batchSchema>;

const upstreamHealthSchema = z.strictObject({
  /** Scheme, host and port, without credentials. */
  origin: z.string().max(512),
  reachable: z.boolean().nullable(),
});

export const healthSchema = z.strictObject({
  at: z.number().nonnegative(),
  upstreams: z.strictObject({ legacy: upstreamHealthSchema, candidate: upstreamHealthSchema }),
  spoolBatches: count,
  spoolBytes: count,
  /** Age of the oldest batch that is not acked, 0 where there is none. */
  lagMs: z.number().nonnegative(),
  droppedEvents: count,
  /** Whether what waits would survive the death of the process. */
  spoolDurable: z.boolean(),
  /** Routes that the instance keeps in shadow by its own rollback, whatever the config says. */
  heldBack: z.array(z.uuid()).max(limits.routesMax),
  /** Routes at `complete` whose breaker alarmed within the last minute: nothing goes back there by itself. Absent where none did. */
  alarmed: z.array(z.uuid()).max(limits.routesMax).optional(),
  memoryBytes: count,
  eventLoopDelayP99Ms: z.number().nonnegative(),
});
export type Health = z.infer<typeof healthSchema>;

export const pulseSchema = z.strictObject({ type: z.literal('pulse'), health: healthSchema });

export const proxyMessageSchema = z.discriminatedUnion('type', [
  helloSchema,
  appliedSchema,
  batchSchema,
  pulseSchema,
]);
export type ProxyMessage = z.infer<typeof proxyMessageSchema>;

export const welcomeSchema = z.strictObject({
  type: z.literal('welcome'),
  ackedSeq: count,
  /** SHA-256 of the frame that was taken under that number, as hex; left out where it is not known. */
  ackedHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type Welcome = z.infer<typeof welcomeSchema>;

export const configMessageSchema = z.strictObject({ type: z.literal('config'), config: configSchema });
export const ackSchema = z.strictObject({ type: z.literal('ack'), seq: z.number().int().positive() });

export const controlMessageSchema = z.discriminatedUnion('type', [
  welcomeSchema,
  configMessageSchema,
  ackSchema,
]);
export type ControlMessage = z.infer<typeof controlMessageSchema>;
