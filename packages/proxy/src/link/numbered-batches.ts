import { type BatchNote, noteOf, type StoredBatch } from './batch.ts';

/** What has its number and is not acked: a note of each batch, and whole those that are not on the disk. */
export class NumberedBatches {
  /** In the order of their numbers. */
  #notes: BatchNote[] = [];
  #bytes = 0;
  /** They follow those that are on the disk. */
  #loose: StoredBatch[] = [];
  #nextSeq = 1;
  #ackedSeq = 0;
  /** Up to here batches were given out: they never change again. */
  #givenSeq = 0;

  get firstSeq(): number {
    return this.#ackedSeq + 1;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get ackedSeq(): number {
    return this.#ackedSeq;
  }

  /** The first that may still change. */
  get firstChangeableSeq(): number {
    return Math.max(this.#givenSeq, this.#ackedSeq) + 1;
  }

  get length(): number {
    return this.#nextSeq - this.firstSeq;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get loose(): readonly StoredBatch[] {
    return this.#loose;
  }

  /** Unix time of the oldest, or null. */
  get oldestAtMs(): number | null {
    return this.#notes[0]?.atMs ?? null;
  }

  /** Takes the batch of the next number, which is in memory only until it is `written`. */
  add(batch: StoredBatch): void {
    const note = noteOf(batch);
    this.#notes.push(note);
    this.#bytes += note.bytes;
    this.#nextSeq += 1;
    this.#loose.push(batch);
  }

  /** It is on the disk: nothing but its note stays in memory. */
  written({ seq }: StoredBatch): void {
    if (this.#loose[0]?.seq === seq) this.#loose.shift();
    else this.#loose = this.#loose.filter((batch) => batch.seq !== seq);
  }

  allWritten(): void {
    this.#loose = [];
  }

  given(seq: number): void {
    this.#givenSeq = Math.max(this.#givenSeq, seq);
  }

  ack(seq: number): void {
    this.#ackedSeq = Math.max(this.#ackedSeq, Math.min(seq, this.#nextSeq - 1));
    this.#loose = this.#loose.filter((batch) => batch.seq > this.#ackedSeq);
    while (this.#notes[0] !== undefined && this.#notes[0].seq <= this.#ackedSeq) {
      this.#bytes -= this.#notes.shift()?.bytes ?? 0;
    }
  }

  /** Others stand on the disk in the place of all from this number on. */
  replaceFrom(seq: number, notes: readonly BatchNote[]): void {
    this.#notes = [...this.#notes.filter((note) => note.seq < seq), ...notes];
    this.#bytes = this.#notes.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#nextSeq = seq + notes.length;
  }
}
