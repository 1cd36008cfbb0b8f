import { randomBytes } from 'node:crypto';
import type { JournalFileSystem } from '@delta-guard/journal';
import type { Logger } from 'pino';
import { bringToDisk, carryOver, unackedBatches } from './bring-to-disk.ts';
import { DiskTrouble } from './disk-trouble.ts';
import { NumberedBatches } from './numbered-batches.ts';
import { SpoolStore } from './spool-store.ts';

export interface DurableOptions {
  /** Folder of the spools of all runs. */
  directory: string;
  /** What may be carried into a new spool while the disk cannot be written. */
  memoryBytesMax: number;
  nowMs: () => number;
  log: Logger;
  fs?: JournalFileSystem;
  /** Called once, when the disk can no longer be written. */
  onTrouble(what: string): void;
}

/**
 * The numbered batches of a run under the id of its spool: on the disk, and in memory while that cannot be written. Its
 * calls touch the disk and come one after the other.
 */
export class DurableBatches {
  readonly #options: DurableOptions;
  readonly #trouble: DiskTrouble;
  #id = newSpoolId();
  #store: SpoolStore | null = null;
  #numbers = new NumberedBatches();

  constructor(options: DurableOptions) {
    this.#options = options;
    this.#trouble = new DiskTrouble(options.nowMs);
  }

  get id(): string {
    return this.#id;
  }

  get numbers(): NumberedBatches {
    return this.#numbers;
  }

  /** Null as long as the folder could not be made. */
  get store(): SpoolStore | null {
    return this.#store;
  }

  get isTroubled(): boolean {
    return this.#trouble.isThere;
  }

  /** Never fails: without a disk it goes on in memory. */
  async open(): Promise<void> {
    try {
      this.#store = await this.#openStore(1);
    } catch (error) {
      this.troubled(error);
    }
  }

  troubled(error: unknown): void {
    if (!this.#trouble.begin()) return;
    const { log, onTrouble } = this.#options;
    log.error({ err: error, spool: this.#id }, 'the spool cannot be written: it goes on in memory');
    onTrouble(error instanceof Error ? error.message : String(error));
  }

  /** Frees what was acked. */
  async trim(): Promise<void> {
    const store = this.#store;
    const { ackedSeq } = this.#numbers;
    if (store === null || this.isTroubled || store.firstSeq > ackedSeq) return;
    await store.trim(ackedSeq).catch((error) => this.troubled(error));
  }

  /** Tries the disk again where it is time to; returns whether it can be written. */
  async heal(): Promise<boolean> {
    if (!this.isTroubled) return true;
    if (!this.#trouble.isDue) return false;
    try {
      this.#store ??= await this.#openStore(this.#numbers.firstSeq);
      await bringToDisk(this.#store, this.#numbers);
      this.#trouble.end();
      this.#options.log.info({ spool: this.#id }, 'the spool is on the disk again');
      return true;
    } catch (error) {
      this.troubled(error);
      return false;
    }
  }

  /** A new spool takes over all that is not acked; of a damaged one, what is in memory. */
  async restart(why: 'sealed' | 'damaged'): Promise<void> {
    const old = this.#store;
    const carried = unackedBatches(why === 'sealed' ? old : null, this.#numbers);
    // Moved away first: what lies in two spools would be counted twice after a kill.
    await old?.setAside(why).catch((error) => this.troubled(error));
    this.#store = null;
    this.#id = newSpoolId();
    this.#numbers = new NumberedBatches();
    await this.open();
    const isWhole = await carryOver(carried, {
      numbers: this.#numbers,
      store: () => (this.isTroubled ? null : this.#store),
      memoryBytesMax: this.#options.memoryBytesMax,
      onTrouble: (error) => this.troubled(error),
    });
    await (why === 'sealed' && isWhole ? old?.remove() : old?.close());
  }

  /** Leaves nothing where all was sent; else the next run sends what is left. */
  async close(what: { allSent: boolean; allWritten: boolean }): Promise<void> {
    try {
      if (this.#store === null) return;
      if (what.allSent) return await this.#store.remove();
      if (what.allWritten) await this.#store.markEnded();
      await this.#store.close();
    } catch (error) {
      this.#options.log.error({ err: error, spool: this.#id }, 'the spool could not be closed in good order');
    }
  }

  #openStore(firstSequence: number): Promise<SpoolStore> {
    const { directory, fs } = this.#options;
    return SpoolStore.open({ directory, id: this.#id, ...(fs ? { fs } : {}) }, firstSequence);
  }
}

function newSpoolId(): string {
  return randomBytes(16).toString('hex');
}
