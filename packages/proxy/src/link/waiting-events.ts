import { type Event, limits } from '@delta-guard/protocol';
import { batchOf, type StoredBatch, takeBatch } from './batch.ts';
import { type EncodedEvent, encodeEvent } from './encoded-event.ts';
import { gapEvent } from './gap-event.ts';
import { bytesOf, type GivenUp, thinEvents, type Waiting } from './thin-events.ts';

/** Room in a frame for what is around the events. */
const frameOverheadBytes = 128;

export interface WaitingOptions {
  /** Of the whole spool, for the words of a gap. */
  spoolBytesMax: () => number;
  /** Past it the oldest are made smaller. */
  bytesMax: number;
  nowMs: () => number;
}

/** Events that have no number yet, the oldest first, and the account of all that was given up. */
export class WaitingEvents {
  readonly #options: WaitingOptions;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #droppedEvents = 0;
  /** Given up since the last gap that was told. */
  #unsaid: GivenUp = { events: 0, bodies: 0 };

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  /** Seconds, not events. */
  get length(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get droppedEvents(): number {
    return this.#droppedEvents;
  }

  get oldestAtMs(): number | null {
    return this.#waiting[0]?.atMs ?? null;
  }

  add(events: readonly Event[]): void {
    const encoded: EncodedEvent[] = [];
    for (const event of events) {
      const one = encodeEvent(event);
      if (one.bytes > limits.frameBytesMax - frameOverheadBytes) this.giveUp({ events: 1, bodies: 0 });
      else encoded.push(one);
    }
    if (encoded.length === 0) return;
    this.#waiting.push({ atMs: this.#options.nowMs(), events: encoded });
    for (const event of encoded) this.#bytes += event.bytes;
    const { bytesMax } = this.#options;
    if (this.#bytes > bytesMax) this.thin(bytesMax / 2);
  }

  thin(bytesMax: number): void {
    const thinned = thinEvents(this.#waiting, bytesMax);
    this.#waiting = thinned.waiting.filter(({ events }) => events.length > 0);
    this.#bytes = bytesOf(this.#waiting);
    this.giveUp(thinned.givenUp);
  }

  giveUp({ events, bodies }: GivenUp): void {
    this.#droppedEvents += events;
    this.#unsaid.events += events;
    this.#unsaid.bodies += bodies;
  }

  /** Gives the oldest their number; null where nothing waits. */
  take(seq: number): StoredBatch | null {
    this.#sayGap();
    const oldest = this.#waiting[0];
    if (oldest === undefined) return null;
    const events = takeBatch(oldest.events);
    if (oldest.events.length === 0) this.#waiting.shift();
    for (const event of events) this.#bytes -= event.bytes;
    return batchOf(seq, oldest.atMs, events);
  }

  /** What was given up is said before anything that came after it is sent, however often it happened. */
  #sayGap(): void {
    const { events, bodies } = this.#unsaid;
    if (events === 0 && bodies === 0) return;
    this.#unsaid = { events: 0, bodies: 0 };
    const { spoolBytesMax, nowMs } = this.#options;
    const what = `${events} events and the bodies of ${bodies} deltas were given up`;
    const gap = encodeEvent(
      gapEvent(nowMs(), `the spool was full at ${spoolBytesMax()} bytes: ${what}`, events),
    );
    this.#waiting.unshift({ atMs: this.oldestAtMs ?? nowMs(), events: [gap] });
    this.#bytes += gap.bytes;
  }
}
