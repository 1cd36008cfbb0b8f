import { rm } from 'node:fs/promises';
import path from 'node:path';
import { FolderLock, Journal, type JournalFileSystem, nodeFileSystem } from '@delta-guard/journal';
import type { StoredBatch } from './batch.ts';

export interface SpoolPlace {
  /** Folder of all spools. */
  directory: string;
  /** 128 bits as hex: the name of the spool's folder, and the salt of its journals. */
  id: string;
  fs?: JournalFileSystem;
}

const recordType = 1;
const timeBytes = 8;
/** What was acked is freed by whole segments. */
const segmentBytes = 16 * 1024 * 1024;
export const endedName = 'ended';
const generationPattern = /^\d+$/;

/**
 * The folder of one spool: a lock, a journal whose sequences are those of the batches, and the word that its run ended
 * in good order. A journal that has to be written anew lies in a folder with the next number.
 */
export class SpoolStore {
  readonly id: string;
  #folder: string;
  readonly #fs: JournalFileSystem;
  readonly #lock: FolderLock;
  #generation: number;
  #journal: Journal;
  #ended: boolean;

  private constructor(opened: {
    id: string;
    folder: string;
    fs: JournalFileSystem;
    lock: FolderLock;
    generation: number;
    journal: Journal;
    ended: boolean;
  }) {
    this.id = opened.id;
    this.#folder = opened.folder;
    this.#fs = opened.fs;
    this.#lock = opened.lock;
    this.#generation = opened.generation;
    this.#journal = opened.journal;
    this.#ended = opened.ended;
  }

  /** Begins the spool, or takes up what a dead process left of it. Throws `JournalError`: `locked`, `damaged` or the system's. */
  static async open(
    { directory, id, fs = nodeFileSystem }: SpoolPlace,
    firstSequence = 1,
  ): Promise<SpoolStore> {
    const folder = path.join(directory, id);
    await fs.makeDirectory(folder);
    const lock = await FolderLock.take(folder);
    try {
      const names = await fs.list(folder);
      const numbers = names.filter((name) => generationPattern.test(name)).map(Number);
      const generation = Math.max(1, ...numbers);
      await removeOthers(folder, names, generation);
      const salt = Buffer.from(id, 'hex');
      const journal = await Journal.open({
        directory: path.join(folder, String(generation)),
        fs,
        salt,
        firstSequence,
        segmentBytes,
        lock: false,
      });
      return new SpoolStore({ id, folder, fs, lock, generation, journal, ended: names.includes(endedName) });
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get firstSeq(): number {
    return this.#journal.firstSequence;
  }

  get nextSeq(): number {
    return this.#journal.nextSequence;
  }

  get isEmpty(): boolean {
    return this.firstSeq === this.nextSeq;
  }

  get isWritable(): boolean {
    return this.#journal.failure === null;
  }

  /** Whether its run ended in good order, or what it took along was told. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves once the batch is on the disk. Batches come in the order of their seq, without a gap. */
  async append({ atMs, frame }: StoredBatch): Promise<void> {
    await this.#journal.append(recordType, encodeBatch(atMs, frame));
  }

  async read(seq: number): Promise<StoredBatch> {
    const { payload } = await this.#journal.read(seq);
    return { seq, atMs: payload.readDoubleLE(0), frame: payload.toString('utf8', timeBytes) };
  }

  /** Batches from one number on, up to another one that is not among them. */
  async *batches(from = this.firstSeq, before = this.nextSeq): AsyncGenerator<StoredBatch> {
    for (let seq = Math.max(from, this.firstSeq); seq < before; seq += 1) yield await this.read(seq);
  }

  async trim(seq: number): Promise<void> {
    await this.#journal.trim(Math.min(seq, this.nextSeq - 1));
  }

  /** Puts other batches in the place of all, in new files: after a crash either all of the old or all of the new are there. */
  async replace(firstSequence: number, batches: AsyncIterable<StoredBatch>): Promise<void> {
    const next = this.#generation + 1;
    const making = path.join(this.#folder, `${next}.new`);
    const directory = path.join(this.#folder, String(next));
    const open = (at: string) =>
      Journal.open({
        directory: at,
        fs: this.#fs,
        salt: Buffer.from(this.id, 'hex'),
        firstSequence,
        segmentBytes,
        lock: false,
      });
    await rm(making, { recursive: true, force: true });
    const made = await open(making);
    try {
      for await (const { atMs, frame } of batches) await made.append(recordType, encodeBatch(atMs, frame));
    } catch (error) {
      await made.close();
      await rm(making, { recursive: true, force: true });
      throw error;
    }
    await made.close();
    await this.#fs.rename(making, directory);
    await this.#fs.syncDirectory(this.#folder);
    const journal = await open(directory);
    const old = this.#journal;
    this.#journal = journal;
    this.#generation = next;
    await old.close();
    await rm(path.join(this.#folder, String(next - 1)), { recursive: true, force: true });
  }

  /** Writes down that nothing is missing that was not told. */
  async markEnded(): Promise<void> {
    if (this.#ended) return;
    const file = await this.#fs.open(path.join(this.#folder, endedName), 'create');
    await file.sync();
    await file.close();
    await this.#fs.syncDirectory(this.#folder);
    this.#ended = true;
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.#lock.release();
  }

  /** For a spool of which nothing is left to send. */
  async remove(): Promise<void> {
    await this.#journal.close();
    await rm(this.#folder, { recursive: true, force: true });
    await this.#lock.release();
  }

  /** Nobody takes it up again by itself. It can still be read. */
  async setAside(why: SetAside): Promise<void> {
    this.#folder = await setAside(this.#folder, why, this.#fs);
  }
}

/** Gives the folder a name by which no run takes it up; returns it. */
export async function setAside(folder: string, why: SetAside, fs = nodeFileSystem): Promise<string> {
  const aside = `${folder}.${why}`;
  await fs.rename(folder, aside);
  await fs.syncDirectory(path.dirname(aside));
  return aside;
}

/** Why a spool is left to a person. */
export type SetAside = 'damaged' | 'sealed';

async function removeOthers(folder: string, names: readonly string[], generation: number): Promise<void> {
  for (const name of names) {
    const number = Number.parseInt(name, 10);
    const isOther = name === `${number}.new` || (name === String(number) && number !== generation);
    if (isOther) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function encodeBatch(atMs: number, frame: string): Buffer {
  const bytes = Buffer.allocUnsafe(timeBytes + Buffer.byteLength(frame));
  bytes.writeDoubleLE(atMs, 0);
  bytes.write(frame, timeBytes);
  return bytes;
}
