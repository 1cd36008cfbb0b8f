import { hashOf, type StoredBatch } from './batch.ts';
import type { Outbox } from './outbox.ts';
import type { SpoolStore } from './spool-store.ts';

/** What a dead run left: sent as it was, under its own id and numbers. Nothing is ever added. */
export class AdoptedSpool implements Outbox {
  readonly #store: SpoolStore;
  readonly #onHarm: (what: string, why: 'damaged' | 'sealed') => Promise<void>;
  #ackedSeq: number;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: SpoolStore, onHarm: (what: string, why: 'damaged' | 'sealed') => Promise<void>) {
    this.#store = store;
    this.#onHarm = onHarm;
    this.#ackedSeq = store.firstSeq - 1;
  }

  get id(): string {
    return this.#store.id;
  }

  get firstSeq(): number {
    return this.#ackedSeq + 1;
  }

  get isEmpty(): boolean {
    return this.firstSeq === this.#store.nextSeq;
  }

  next(afterSeq: number): Promise<StoredBatch | null> {
    return this.#inTurn(async () => {
      const seq = Math.max(afterSeq, this.#ackedSeq) + 1;
      if (seq >= this.#store.nextSeq) return null;
      try {
        return await this.#store.read(seq);
      } catch (error) {
        await this.#onHarm(error instanceof Error ? error.message : String(error), 'damaged');
        return null;
      }
    });
  }

  /** What lies beyond the disk was sent from the memory of the dead run. */
  wrote(seq: number, hash: string | undefined): Promise<boolean> {
    return this.#inTurn(async () => {
      if (seq < this.firstSeq || seq >= this.#store.nextSeq || hash === undefined) return true;
      const batch = await this.#store.read(seq).catch(() => null);
      return batch === null || hashOf(batch) === hash;
    });
  }

  ack(seq: number): void {
    this.#ackedSeq = Math.max(this.#ackedSeq, Math.min(seq, this.#store.nextSeq - 1));
    // A trim that fails costs nothing: what is sent again is acked again.
    void this.#inTurn(() => this.#store.trim(this.#ackedSeq)).catch(() => {});
  }

  /** Another run sent other batches under this id: which of both are in the database is not known, so none goes twice. */
  async sealed(reason: string): Promise<void> {
    await this.#onHarm(reason, 'sealed');
  }

  /** Waits for what is under way with the disk. */
  async settled(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}
