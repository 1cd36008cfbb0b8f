import { randomBytes } from 'node:crypto';
import { type Event, type Gap, limits } from '@delta-guard/protocol';
import { batchFrame, type EncodedEvent, encodeEvent } from './encoded-event.ts';
import { bytesOf, thinEvents, type Waiting } from './thin-events.ts';

/** A batch that was given its number: from here on its bytes never change. */
export interface Batch {
  seq: number;
  frame: string;
  atMs: number;
  events: readonly EncodedEvent[];
  bytes: number;
}

/** Room in a frame for what is around the events. */
const frameOverheadBytes = 128;
/** A batch is closed at this size, so that no single one stalls the link; one event alone may be larger. */
const batchBytesTarget = 1024 * 1024;

export interface SpoolOptions {
  bytesMax: number;
  nowMs: () => number;
}

/** The queue of one run: events wait, become numbered batches when they can be sent, and stay until acked. */
export class Spool {
  readonly #options: SpoolOptions;
  #id = newSpoolId();
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #batches: Batch[] = [];
  #batchesBytes = 0;
  #nextSeq = 1;
  #droppedEvents = 0;
  /** Given up since the last gap that was told. */
  #unsaid = { events: 0, bodies: 0 };

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#id;
  }

  /** The lowest seq that is still held, or the next one where nothing is. */
  get firstSeq(): number {
    return this.#batches[0]?.seq ?? this.#nextSeq;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get batches(): readonly Batch[] {
    return this.#batches;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0 && this.#waiting.length === 0;
  }

  get length(): number {
    return this.#batches.length + this.#waiting.length;
  }

  get bytes(): number {
    return this.#batchesBytes + this.#waitingBytes;
  }

  get droppedEvents(): number {
    return this.#droppedEvents;
  }

  /** Unix time of the oldest that is not acked, or null. */
  get oldestAtMs(): number | null {
    return this.#batches[0]?.atMs ?? this.#waiting[0]?.atMs ?? null;
  }

  append(events: readonly Event[]): void {
    if (events.length === 0) return;
    const encoded: EncodedEvent[] = [];
    for (const event of events) {
      const one = encodeEvent(event);
      if (one.bytes > limits.frameBytesMax - frameOverheadBytes) this.#droppedEvents += 1;
      else encoded.push(one);
    }
    this.#push(encoded);
    if (this.bytes > this.#options.bytesMax) this.#thin();
  }

  /** Gives the oldest waiting events a number; null where none wait. */
  seal(): Batch | null {
    this.#sayGap();
    const oldest = this.#waiting[0];
    if (oldest === undefined) return null;
    const events = takeBatch(oldest.events);
    if (oldest.events.length === 0) this.#waiting.shift();
    const frame = batchFrame(this.#nextSeq, events);
    const bytes = events.reduce((sum, event) => sum + event.bytes, 0);
    const batch: Batch = { seq: this.#nextSeq, frame, atMs: oldest.atMs, events, bytes };
    this.#nextSeq += 1;
    this.#waitingBytes -= bytes;
    this.#batches.push(batch);
    this.#batchesBytes += bytes;
    return batch;
  }

  /** Lets go of everything up to this seq. */
  ack(seq: number): void {
    while (this.#batches[0] !== undefined && this.#batches[0].seq <= seq) {
      this.#batchesBytes -= this.#batches.shift()?.bytes ?? 0;
    }
  }

  /** Begins a new spool with all that is not acked, after the control plane sealed this one. */
  restart(reason: string): void {
    const unacked = this.#batches.map(({ atMs, events }) => ({ atMs, events: [...events] }));
    this.#id = newSpoolId();
    this.#nextSeq = 1;
    this.#batches = [];
    this.#batchesBytes = 0;
    this.#waiting = [...unacked, ...this.#waiting];
    this.#waitingBytes = bytesOf(this.#waiting);
    this.append([this.#gap(reason, null)]);
  }

  #push(events: EncodedEvent[]): void {
    if (events.length === 0) return;
    this.#waiting.push({ atMs: this.#options.nowMs(), events });
    for (const event of events) this.#waitingBytes += event.bytes;
  }

  #thin(): void {
    const room = Math.max(0, this.#options.bytesMax - this.#batchesBytes);
    // To half, so that thinning is rare however fast events come.
    const thinned = thinEvents(this.#waiting, room / 2);
    this.#waiting = thinned.waiting.filter((waiting) => waiting.events.length > 0);
    this.#waitingBytes = bytesOf(this.#waiting);
    this.#droppedEvents += thinned.dropped;
    this.#unsaid.events += thinned.dropped;
    this.#unsaid.bodies += thinned.bodiesDropped;
  }

  /** What was given up is said before anything that came after it is sent, however often it happened. */
  #sayGap(): void {
    const { events, bodies } = this.#unsaid;
    if (events === 0 && bodies === 0) return;
    this.#unsaid = { events: 0, bodies: 0 };
    const what = `${events} events and the bodies of ${bodies} deltas were given up`;
    const gap = encodeEvent(
      this.#gap(`the spool was full at ${this.#options.bytesMax} bytes: ${what}`, events),
    );
    this.#waiting.unshift({ atMs: this.#waiting[0]?.atMs ?? this.#options.nowMs(), events: [gap] });
    this.#waitingBytes += gap.bytes;
  }

  #gap(reason: string, lostEvents: number | null): Gap {
    return { type: 'gap', at: this.#options.nowMs(), reason: reason.slice(0, 512), lostEvents };
  }
}

/** Takes as many events off the front as one batch may hold; at least one. */
function takeBatch(events: EncodedEvent[]): EncodedEvent[] {
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

function newSpoolId(): string {
  return randomBytes(16).toString('hex');
}
