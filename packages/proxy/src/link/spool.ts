import { randomBytes } from 'node:crypto';
import type { JournalFileSystem } from '@delta-guard/journal';
import { type Event, type Gap, limits } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import { type BatchNote, batchOf, noteOf, renumbered, type StoredBatch, takeBatch } from './batch.ts';
import { DiskTrouble } from './disk-trouble.ts';
import { type EncodedEvent, encodeEvent } from './encoded-event.ts';
import type { Outbox } from './outbox.ts';
import { SpoolStore } from './spool-store.ts';
import { bytesOf, type GivenUp, thinEvents, type Waiting } from './thin-events.ts';
import { StoreThinner } from './thin-stored.ts';

/** Room in a frame for what is around the events. */
const frameOverheadBytes = 128;
const megabyte = 1024 * 1024;
/** What may wait in memory, for its write or for a disk that is full. */
const memoryBytesMax = 64 * megabyte;
/** Kept free of bodies of deltas at the end of the room, for tallies. */
const reserveBytesMax = 16 * megabyte;

export interface SpoolOptions {
  /** Folder of the spools of all runs. */
  directory: string;
  /** A third of it is for writing the spool anew when it is full. */
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
  readonly #trouble: DiskTrouble;
  readonly #thinner: StoreThinner;
  #id = newSpoolId();
  #store: SpoolStore | null = null;
  /** Numbered, but not on the disk: they follow those that are. */
  #loose: StoredBatch[] = [];
  /** Not numbered yet. */
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #nextSeq = 1;
  #ackedSeq = 0;
  /** Up to here batches were given out: they never change again. */
  #givenSeq = 0;
  /** What is numbered and not acked, in the order of the numbers. */
  #unackedList: BatchNote[] = [];
  #unackedBytes = 0;
  #droppedEvents = 0;
  /** Given up since the last gap that was told. */
  #unsaid: GivenUp = { events: 0, bodies: 0 };
  /** What touches the disk comes one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #writing = false;
  /** Called when there may be something to send. */
  onReady: () => void = () => {};

  private constructor(options: SpoolOptions) {
    this.#options = options;
    this.#trouble = new DiskTrouble(options.nowMs);
    this.#thinner = new StoreThinner(Math.floor(options.bytesMax / 3));
  }

  /** Never fails: without a disk it goes on in memory. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    try {
      spool.#store = await spool.#openStore(1);
    } catch (error) {
      spool.#troubled(error);
    }
    return spool;
  }

  get id(): string {
    return this.#id;
  }

  get firstSeq(): number {
    return this.#ackedSeq + 1;
  }

  get isEmpty(): boolean {
    return this.firstSeq === this.#nextSeq && this.#waiting.length === 0;
  }

  /** Batches, and seconds that are not in one yet. */
  get length(): number {
    return this.#nextSeq - this.firstSeq + this.#waiting.length;
  }

  get bytes(): number {
    return this.#unackedBytes + this.#waitingBytes;
  }

  get droppedEvents(): number {
    return this.#droppedEvents;
  }

  /** Whether what is appended would survive the death of the process moments later. */
  get durable(): boolean {
    return !this.#trouble.isThere;
  }

  /** Unix time of the oldest that is not acked, or null. */
  get oldestAtMs(): number | null {
    return this.#unackedList[0]?.atMs ?? this.#waiting[0]?.atMs ?? null;
  }

  append(events: readonly Event[]): void {
    const encoded: EncodedEvent[] = [];
    for (const event of events) {
      const one = encodeEvent(event);
      if (one.bytes > limits.frameBytesMax - frameOverheadBytes) this.#giveUp({ events: 1, bodies: 0 });
      else encoded.push(one);
    }
    if (encoded.length > 0) {
      this.#waiting.push({ atMs: this.#options.nowMs(), events: encoded });
      for (const event of encoded) this.#waitingBytes += event.bytes;
      const bytesMax = Math.min(memoryBytesMax, this.#options.bytesMax);
      if (this.#waitingBytes > bytesMax) this.#thinWaiting(bytesMax / 2);
    }
    this.#write();
  }

  /** The batch after this seq once it is safe; from memory while the disk cannot be written. */
  next(afterSeq: number): Promise<StoredBatch | null> {
    return this.#inTurn(async () => {
      const batch = await this.#find(Math.max(afterSeq, this.#ackedSeq) + 1);
      if (batch !== null) this.#givenSeq = Math.max(this.#givenSeq, batch.seq);
      return batch;
    });
  }

  ack(seq: number): void {
    this.#ackedSeq = Math.max(this.#ackedSeq, Math.min(seq, this.#nextSeq - 1));
    this.#loose = this.#loose.filter((batch) => batch.seq > this.#ackedSeq);
    while (this.#unackedList[0] !== undefined && this.#unackedList[0].seq <= this.#ackedSeq) {
      this.#unackedBytes -= this.#unackedList.shift()?.bytes ?? 0;
    }
    void this.#inTurn(() => this.#trim());
  }

  sealed(reason: string): Promise<void> {
    return this.#inTurn(() => this.#restart(reason, 'sealed'));
  }

  /** Resolves when all that was appended is on the disk, or stays in memory because of trouble with it. */
  async settled(): Promise<void> {
    await this.#inTurn(async () => {});
  }

  /** Leaves nothing where all was acked; else the next run sends what is left. */
  async close(): Promise<void> {
    await this.settled();
    const inMemory = this.#waiting.length + this.#loose.length > 0;
    try {
      if (this.#store === null) return;
      if (this.isEmpty) return await this.#store.remove();
      if (!inMemory) await this.#store.markEnded();
      await this.#store.close();
    } catch (error) {
      this.#options.log.error({ err: error, spool: this.#id }, 'the spool could not be closed in good order');
    }
  }

  #openStore(firstSequence: number): Promise<SpoolStore> {
    const { directory, fs } = this.#options;
    return SpoolStore.open({ directory, id: this.#id, ...(fs ? { fs } : {}) }, firstSequence);
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
        this.#troubled(error);
      }
      this.onReady();
    });
  }

  async #writeAll(): Promise<void> {
    if (this.#trouble.isThere && !(await this.#heal())) return;
    while (this.#waiting.length > 0 && this.#store !== null) {
      if (!(await this.#hasRoom(this.#store))) return;
      const batch = this.#seal();
      if (batch === null) return;
      this.#loose.push(batch);
      await this.#store.append(batch);
      this.#loose.shift();
      this.onReady();
    }
  }

  /** Makes room for what waits, in the store first. */
  async #hasRoom(store: SpoolStore): Promise<boolean> {
    const limit = Math.floor((this.#options.bytesMax * 2) / 3);
    const reserve = Math.min(reserveBytesMax, limit / 4);
    if (this.bytes <= limit - reserve) return true;
    await this.#thinStore(store);
    const room = limit - this.#unackedBytes;
    if (this.#waitingBytes > room - reserve) this.#thinWaiting(Math.max(room / 2, reserve / 2));
    if (this.#waitingBytes <= room) return true;
    this.#troubled(
      new Error(`the spool is full at ${this.#options.bytesMax} bytes, all of them sent and not acked`),
    );
    return false;
  }

  async #thinStore(store: SpoolStore): Promise<void> {
    const from = Math.max(this.#givenSeq, this.#ackedSeq) + 1;
    if (from >= store.nextSeq) return;
    const done = await this.#thinner.thin(store, { firstSeq: this.firstSeq, from });
    this.#nextSeq = store.nextSeq;
    this.#unackedList = [...this.#unackedList.filter(({ seq }) => seq < from), ...done.notes];
    this.#unackedBytes = this.#unackedList.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#giveUp(done.givenUp);
    await this.#trim();
  }

  #thinWaiting(bytesMax: number): void {
    const thinned = thinEvents(this.#waiting, bytesMax);
    this.#waiting = thinned.waiting.filter(({ events }) => events.length > 0);
    this.#waitingBytes = bytesOf(this.#waiting);
    this.#giveUp(thinned.givenUp);
  }

  async #find(seq: number): Promise<StoredBatch | null> {
    const store = this.#store;
    if (store !== null && seq < store.nextSeq) {
      try {
        return await store.read(seq);
      } catch (error) {
        this.#options.log.error(
          { err: error, spool: this.#id },
          'the spool cannot be read: a new one begins',
        );
        await this.#restart('the spool on the disk was damaged', 'damaged');
        return null;
      }
    }
    const loose = this.#loose.find((batch) => batch.seq >= seq);
    if (loose !== undefined || !this.#trouble.isThere) return loose ?? null;
    const batch = this.#seal();
    if (batch !== null) this.#loose.push(batch);
    return batch;
  }

  /** Gives the oldest waiting events their number. */
  #seal(): StoredBatch | null {
    this.#sayGap();
    const oldest = this.#waiting[0];
    if (oldest === undefined) return null;
    const events = takeBatch(oldest.events);
    if (oldest.events.length === 0) this.#waiting.shift();
    for (const event of events) this.#waitingBytes -= event.bytes;
    const batch = batchOf(this.#nextSeq, oldest.atMs, events);
    this.#note(batch);
    return batch;
  }

  #note(batch: StoredBatch): void {
    const note = noteOf(batch);
    this.#unackedList.push(note);
    this.#unackedBytes += note.bytes;
    this.#nextSeq += 1;
  }

  async #trim(): Promise<void> {
    const store = this.#store;
    if (store === null || this.#trouble.isThere || store.firstSeq > this.#ackedSeq) return;
    await store.trim(this.#ackedSeq).catch((error) => this.#troubled(error));
  }

  /** Tries the disk again, with new files where the old ones must not be written any more. */
  async #heal(): Promise<boolean> {
    if (!this.#trouble.isDue) return false;
    try {
      this.#store ??= await this.#openStore(this.firstSeq);
      const store = this.#store;
      const follows = (this.#loose[0]?.seq ?? this.#nextSeq) === store.nextSeq;
      if (store.isWritable && follows) {
        for (const batch of [...this.#loose]) {
          await store.append(batch);
          this.#loose.shift();
        }
      } else {
        await store.replace(this.firstSeq, this.#unacked(store));
        this.#loose = [];
      }
      this.#trouble.end();
      this.#options.log.info({ spool: this.#id }, 'the spool is on the disk again');
      return true;
    } catch (error) {
      this.#troubled(error);
      return false;
    }
  }

  async *#unacked(store: SpoolStore | null): AsyncGenerator<StoredBatch> {
    const loose = store === null ? this.#loose : this.#loose.filter(({ seq }) => seq >= store.nextSeq);
    if (store !== null) yield* store.batches(this.firstSeq);
    yield* loose;
  }

  #troubled(error: unknown): void {
    if (!this.#trouble.begin()) return;
    const what = error instanceof Error ? error.message : String(error);
    this.#options.log.error(
      { err: error, spool: this.#id },
      'the spool cannot be written: it goes on in memory',
    );
    this.append([this.#gap(`what waits is in memory only, for the spool cannot be written: ${what}`, 0)]);
  }

  /** A new spool takes over all that is not acked; of a damaged one, what is in memory. */
  async #restart(reason: string, why: 'sealed' | 'damaged'): Promise<void> {
    const old = this.#store;
    const carried = this.#unacked(why === 'sealed' ? old : null);
    // Moved away first: what lies in two spools would be counted twice after a kill.
    await old?.setAside(why).catch((error) => this.#troubled(error));
    this.#store = null;
    this.#id = newSpoolId();
    try {
      this.#store = await this.#openStore(1);
    } catch (error) {
      this.#troubled(error);
    }
    const isWhole = await this.#carry(carried);
    await (why === 'sealed' && isWhole ? old?.remove() : old?.close());
    this.append([this.#gap(reason, null)]);
  }

  /** Takes batches up under numbers of this spool; false where not all found room. */
  async #carry(carried: AsyncIterable<StoredBatch>): Promise<boolean> {
    let bytes = 0;
    for await (const batch of carried) {
      // Only now, as what is carried is told by the old numbers.
      if (bytes === 0) this.#beginNumbers();
      bytes += batch.frame.length;
      if (this.#trouble.isThere && bytes > memoryBytesMax) return false;
      const own = renumbered(batch, this.#nextSeq);
      this.#note(own);
      this.#loose.push(own);
      if (this.#store === null || this.#trouble.isThere) continue;
      try {
        await this.#store.append(own);
        this.#loose.pop();
      } catch (error) {
        this.#troubled(error);
      }
    }
    if (bytes === 0) this.#beginNumbers();
    return true;
  }

  #beginNumbers(): void {
    this.#loose = [];
    this.#unackedList = [];
    this.#unackedBytes = 0;
    this.#nextSeq = 1;
    this.#ackedSeq = 0;
    this.#givenSeq = 0;
  }

  #giveUp({ events, bodies }: GivenUp): void {
    this.#droppedEvents += events;
    this.#unsaid.events += events;
    this.#unsaid.bodies += bodies;
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

function newSpoolId(): string {
  return randomBytes(16).toString('hex');
}
