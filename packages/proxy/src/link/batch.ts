import { createHash } from 'node:crypto';
import { limits } from '@delta-guard/protocol';
import { batchFrame, type EncodedEvent } from './encoded-event.ts';

/** Events under their number, as a frame that never changes. */
export interface StoredBatch {
  seq: number;
  atMs: number;
  frame: string;
}

/** As the control plane computes it: SHA-256 of the frame, hex. */
export function hashOf({ frame }: StoredBatch): string {
  return createHash('sha256').update(frame).digest('hex');
}

/** What is remembered of a batch without its frame. */
export interface BatchNote {
  seq: number;
  atMs: number;
  bytes: number;
}

export function noteOf({ seq, atMs, frame }: StoredBatch): BatchNote {
  return { seq, atMs, bytes: Buffer.byteLength(frame) };
}

/** A batch is closed at this size, so that no single one stalls the link; one event alone may be larger. */
const batchBytesTarget = 1024 * 1024;

/** Gives events their number: from here on their bytes never change. */
export function batchOf(seq: number, atMs: number, events: readonly EncodedEvent[]): StoredBatch {
  return { seq, atMs, frame: batchFrame(seq, events) };
}

/** Takes as many events off the front as one batch may hold; at least one. */
export function takeBatch(events: EncodedEvent[]): EncodedEvent[] {
  let count = 0;
  let bytes = 0;
  for (const event of events) {
    if (count >= limits.batchEventsMax) break;
    if (count > 0 && bytes + event.bytes > batchBytesTarget) break;
    count += 1;
    bytes += event.bytes + 1;
  }
  return events.splice(0, count);
}

/** The same events under another number. */
export function renumbered({ atMs, frame }: StoredBatch, seq: number): StoredBatch {
  return { seq, atMs, frame: `{"type":"batch","seq":${seq}${frame.slice(frame.indexOf(',"events":['))}` };
}
