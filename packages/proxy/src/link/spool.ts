import type { JournalFileSystem } from '@delta-guard/journal';
import type { Event } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import { hashOf, type StoredBatch } from './batch.ts';
import { DurableBatches } from './durable-batches.ts';
import { gapEvent } from './gap-event.ts';
import type { Outbox } from './outbox.ts';
import type { SpoolStore } from './spool-store.ts';
import { StoreThinner } from './thin-stored.ts';
import { WaitingEvents } from './waiting-events.ts';

const megabyte = 1024 * 1024;
/** What may wait in memory, for its write or for a disk that is full. */
const memoryBytesMax = 64 * megabyte;
/** Kept free of bodies of deltas at the end of the room, for tallies. */
const reserveBytesMax = 16 * megabyte;
/** Whatever else lies in the folder: room for the tallies of the present run. */
const roomBytesMin = 24 * megabyte;

export interface SpoolOptions {
  /** Folder of the spools of all runs. */
  directory: string;
  /** A third of it is for writing the spool anew when it is full. See `limitTo`. */
  bytesMax: number;
  nowMs: () => number;
  log: Logger;
  fs?: JournalFileSystem;
}

/**
 * The durable queue of one run. Events become numbered batches, which are sent once they are on the disk and stay until
 * acked. While the disk cannot be written they wait in memory, and `durable` says so.
 */
export class Spool implements Outbox {
  readonly #options: SpoolOptions;
  readonly #waiting: WaitingEvents;
  readonly #batches: DurableBatches;
  #bytesMax: number;
  /** What touches the disk comes one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #writing = false;
  /** Called when there may be something to send. */
  onReady: () => void = () => {};

  private constructor(options: SpoolOptions) {
    const { bytesMax, ...place } = options;
    this.#options = options;
    this.#bytesMax = bytesMax;
    this.#waiting = new WaitingEvents({
      spoolBytesMax: () => this.#bytesMax,
      bytesMax: Math.min(memoryBytesMax, bytesMax),
      nowMs: options.nowMs,
    });
    this.#batches = new DurableBatches({
      ...place,
      memoryBytesMax,
      onTrouble: (what) =>
        this.#tellGap(`what waits is in memory only, for the spool cannot be written: ${what}`, 0),
    });
  }

  /** Never fails: without a disk it goes on in memory. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    await spool.#batches.open();
    return spool;
  }

  get id(): string {
    return this.#batches.id;
  }

  get firstSeq(): number {
    return this.#batches.numbers.firstSeq;
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Batches, and seconds that are not in one yet. */
  get length(): number {
    return this.#batches.numbers.length + this.#waiting.length;
  }

  get bytes(): number {
    return this.#batches.numbers.bytes + this.#waiting.bytes;
  }

  /** The room that it has now. */
  get bytesMax(): number {
    return this.#bytesMax;
  }

  get droppedEvents(): number {
    return this.#waiting.droppedEvents;
  }

  /** Whether what is appended would survive the death of the process moments later. */
  get durable(): boolean {
    return !this.#batches.isTroubled;
  }

  /** Unix time of the oldest that is not acked, or null. */
  get oldestAtMs(): number | null {
    return this.#batches.numbers.oldestAtMs ?? this.#waiting.oldestAtMs;
  }

  /** Less room for as long as others need it, at least `roomBytesMin` of what it was opened with. */
  limitTo(bytesMax: number): void {
    const most = this.#options.bytesMax;
    this.#bytesMax = Math.min(most, Math.max(roomBytesMin, Math.floor(bytesMax)));
  }

  append(events: readonly Event[]): void {
    this.#waiting.add(events);
    this.#write();
  }

  /** The batch after this seq once it is safe; from memory while the disk cannot be written. */
  next(afterSeq: number): Promise<StoredBatch | null> {
    return this.#inTurn(async () => {
      const batch = await this.#find(Math.max(afterSeq, this.#batches.numbers.ackedSeq) + 1);
      if (batch !== null) this.#batches.numbers.given(batch.seq);
      return batch;
    });
  }

  wrote(seq: number, hash: string | undefined): Promise<boolean> {
    return this.#inTurn(async () => {
      const { firstSeq, nextSeq } = this.#batches.numbers;
      if (seq >= nextSeq) return false;
      if (seq < firstSeq || hash === undefined) return true;
      const batch = await this.#find(seq);
      return batch === null || hashOf(batch) === hash;
    });
  }

  ack(seq: number): void {
    this.#batches.numbers.ack(seq);
    void this.#inTurn(() => this.#batches.trim());
  }

  sealed(reason: string): Promise<void> {
    return this.#inTurn(() => this.#restart(reason, 'sealed'));
  }

  /** Resolves when all that was appended is on the disk, or stays in memory because of trouble with it. */
  async settled(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  /**
   * Leaves nothing where all was acked and the control plane knows; else the next run sends what is left, or says that
   * nothing is.
   */
  async close({ told }: { told: boolean } = { told: true }): Promise<void> {
    await this.settled();
    const inMemory = this.#waiting.length + this.#batches.numbers.loose.length;
    await this.#batches.close({ allSent: this.isEmpty && told, allWritten: inMemory === 0 });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  #write(): void {
    if (this.#writing) return;
    this.#writing = true;
    void this.#inTurn(async () => {
      this.#writing = false;
      try {
        await this.#writeAll();
      } catch (error) {
        this.#batches.troubled(error);
      }
      this.onReady();
    });
  }

  async #writeAll(): Promise<void> {
    if (!(await this.#batches.heal())) return;
    const { store } = this.#batches;
    while (this.#waiting.length > 0 && store !== null) {
      if (!(await this.#hasRoom(store))) return;
      const batch = this.#seal();
      if (batch === null) return;
      await store.append(batch);
      this.#batches.numbers.written(batch);
      this.onReady();
    }
  }

  /** Makes room for what waits, in the store first. */
  async #hasRoom(store: SpoolStore): Promise<boolean> {
    const bytesMax = this.#bytesMax;
    const limit = Math.floor((bytesMax * 2) / 3);
    const reserve = Math.min(reserveBytesMax, limit / 4);
    if (this.bytes <= limit - reserve) return true;
    await this.#thinStore(store);
    const room = limit - this.#batches.numbers.bytes;
    if (this.#waiting.bytes > room - reserve) this.#waiting.thin(Math.max(room / 2, reserve / 2));
    if (this.#waiting.bytes <= room) return true;
    const what = `the spool is full at ${bytesMax} bytes, all of them sent and not acked`;
    this.#batches.troubled(new Error(what));
    return false;
  }

  async #thinStore(store: SpoolStore): Promise<void> {
    const from = this.#batches.numbers.firstChangeableSeq;
    if (from >= store.nextSeq) return;
    const done = await new StoreThinner(Math.floor(this.#bytesMax / 3)).thin(store, {
      firstSeq: this.firstSeq,
      from,
    });
    this.#batches.numbers.replaceFrom(from, done.notes);
    this.#waiting.giveUp(done.givenUp);
    await this.#batches.trim();
  }

  async #find(seq: number): Promise<StoredBatch | null> {
    const { store, numbers } = this.#batches;
    if (store !== null && seq < store.nextSeq) {
      try {
        return await store.read(seq);
      } catch (error) {
        const what = 'the spool cannot be read: a new one begins';
        this.#options.log.error({ err: error, spool: this.id }, what);
        await this.#restart('the spool on the disk was damaged', 'damaged');
        return null;
      }
    }
    const loose = numbers.loose.find((batch) => batch.seq >= seq);
    if (loose !== undefined || this.durable) return loose ?? null;
    return this.#seal();
  }

  /** Gives the oldest waiting events their number. */
  #seal(): StoredBatch | null {
    const { numbers } = this.#batches;
    const batch = this.#waiting.take(numbers.nextSeq);
    if (batch !== null) numbers.add(batch);
    return batch;
  }

  async #restart(reason: string, why: 'sealed' | 'damaged'): Promise<void> {
    await this.#batches.restart(why);
    this.#tellGap(reason, null);
  }

  #tellGap(reason: string, lostEvents: number | null): void {
    this.append([gapEvent(this.#options.nowMs(), reason, lostEvents)]);
  }
}
