import { type BatchNote, batchOf, noteOf, type StoredBatch, takeBatch } from './batch.ts';
import { type EncodedEvent, eventsOfFrame } from './encoded-event.ts';
import type { SpoolStore } from './spool-store.ts';
import { type GivenUp, Thinner, type ThinStep, thinSteps } from './thin-events.ts';

interface ThinPlan {
  step: ThinStep;
  /** Number of the first batch that comes out. */
  firstSeq: number;
  /** Bytes of the oldest events, gaps excepted, that go as well. */
  dropBytes: number;
  givenUp: GivenUp;
}

export interface Thinned {
  givenUp: GivenUp;
  /** Of the batches that were made anew. */
  notes: BatchNote[];
}

/** Makes what was not sent yet fit into a target, with the step that is needed and no more. */
export class StoreThinner {
  readonly #bytesTarget: number;

  constructor(bytesTarget: number) {
    this.#bytesTarget = bytesTarget;
  }

  /** Batches from `from` on are made smaller and numbered anew; those before it stay as they are. */
  async thin(store: SpoolStore, { firstSeq, from }: { firstSeq: number; from: number }): Promise<Thinned> {
    const { step, bytes } = await this.#plan(store, from);
    const dropBytes = Math.max(0, bytes - this.#bytesTarget);
    const plan: ThinPlan = { step, firstSeq: from, dropBytes, givenUp: { events: 0, bodies: 0 } };
    const notes: BatchNote[] = [];
    await store.replace(firstSeq, rewritten());
    return { givenUp: plan.givenUp, notes };

    async function* rewritten(): AsyncGenerator<StoredBatch> {
      yield* store.batches(firstSeq, from);
      for await (const batch of thinStored(store.batches(from), plan)) {
        notes.push(noteOf(batch));
        yield batch;
      }
    }
  }

  /** The first step that is enough, or the last, and what would be left. */
  async #plan(store: SpoolStore, from: number): Promise<{ step: ThinStep; bytes: number }> {
    let planned: { step: ThinStep; bytes: number } = { step: 'bodies', bytes: 0 };
    for (const step of thinSteps) {
      const trial: ThinPlan = { step, firstSeq: from, dropBytes: 0, givenUp: { events: 0, bodies: 0 } };
      planned = { step, bytes: 0 };
      for await (const { frame } of thinStored(store.batches(from), trial)) planned.bytes += frame.length;
      if (planned.bytes <= this.#bytesTarget) break;
    }
    return planned;
  }
}

/** Batches that were never sent, made smaller one after the other, so that neither memory nor the event loop fills up. */
async function* thinStored(batches: AsyncIterable<StoredBatch>, plan: ThinPlan): AsyncGenerator<StoredBatch> {
  const thinner = new Thinner(plan.step);
  const packer = new Packer(plan.firstSeq);
  let drop = plan.dropBytes;
  let dropped = 0;
  const keeps = (event: EncodedEvent) => {
    if (drop <= 0 || event.type === 'gap') return true;
    drop -= event.bytes;
    dropped += 1;
    return false;
  };
  for await (const { atMs, frame } of batches) {
    for (const event of eventsOfFrame(frame)) packer.add(atMs, [...thinner.take(event)].filter(keeps));
    yield* packer.full();
  }
  packer.add(packer.atMs, [...thinner.end()].filter(keeps));
  yield* packer.rest();
  plan.givenUp.events += thinner.givenUp.events + dropped;
  plan.givenUp.bodies += thinner.givenUp.bodies;
}

/** Puts events into batches of about one size. */
class Packer {
  #seq: number;
  #events: EncodedEvent[] = [];
  #bytes = 0;
  /** Time of the oldest event that is not in a batch yet, or of the last one. */
  atMs = 0;

  constructor(firstSeq: number) {
    this.#seq = firstSeq;
  }

  add(atMs: number, events: readonly EncodedEvent[]): void {
    if (this.#events.length === 0) this.atMs = atMs;
    for (const event of events) {
      this.#events.push(event);
      this.#bytes += event.bytes;
    }
  }

  *full(): Generator<StoredBatch> {
    while (this.#bytes > packedBytes || this.#events.length > packedEvents) yield this.#take();
  }

  *rest(): Generator<StoredBatch> {
    while (this.#events.length > 0) yield this.#take();
  }

  #take(): StoredBatch {
    const events = takeBatch(this.#events);
    for (const event of events) this.#bytes -= event.bytes;
    const batch = batchOf(this.#seq, this.atMs, events);
    this.#seq += 1;
    return batch;
  }
}

const packedBytes = 512 * 1024;
const packedEvents = 1_000;
