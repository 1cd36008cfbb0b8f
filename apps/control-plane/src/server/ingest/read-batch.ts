import { type Event, eventSchema, limits } from '@delta-guard/protocol';
import { z } from 'zod';

/** An event of a sound batch that is none of this protocol. */
export interface UnreadEvent {
  position: number;
  /** What it says it is. */
  type: string;
  reason: string;
  /** As it came, as JSON. */
  text: string;
}

export interface ReadBatch {
  seq: number;
  /** In their places; null where one cannot be read. */
  events: readonly (Event | null)[];
  unread: readonly UnreadEvent[];
}

const envelopeSchema = z.strictObject({
  type: z.literal('batch'),
  seq: z.number().int().positive(),
  events: z.array(z.unknown()).min(1).max(limits.batchEventsMax),
});
const typeSchema = z.object({ type: z.string().max(64) });

/**
 * Reads a batch event by event, for one that cannot be read as a whole: refused for good it would be sent again for ever,
 * and hold up all behind it. Null where it is not a batch at all.
 */
export function readBatch(frame: string): ReadBatch | null {
  try {
    const envelope = envelopeSchema.safeParse(JSON.parse(frame));
    if (!envelope.success) return null;
    const unread: UnreadEvent[] = [];
    const events = envelope.data.events.map((event, position) => {
      const parsed = eventSchema.safeParse(event);
      if (parsed.success) return parsed.data;
      unread.push({ position, ...unreadOf(event, parsed.error) });
      return null;
    });
    return { seq: envelope.data.seq, events, unread };
  } catch {
    // No JSON, or nested so deep that it cannot be written down again.
    return null;
  }
}

function unreadOf(event: unknown, { issues: [issue] }: z.ZodError): Omit<UnreadEvent, 'position'> {
  const where = issue?.path.length ? issue.path.join('.') : 'event';
  return {
    type: typeSchema.safeParse(event).data?.type ?? 'unknown',
    reason: `${where}: ${issue?.message ?? 'invalid'}`,
    text: JSON.stringify(event),
  };
}
