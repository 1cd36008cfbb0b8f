import { begin } from './begin.ts';
import { GroupEncoder } from './encode-group.ts';
import type { JournalFileSystem } from './file-system.ts';
import { FolderLock } from './folder-lock.ts';
import { headerBytes, type JournalRecord, recordHeaderBytes } from './format.ts';
import { isNoSpace, JournalError, SyncFailure } from './journal-error.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { recover } from './recover.ts';
import { type Placed, Segment } from './segment.ts';
import { SpareFile } from './spare-file.ts';
import type { TrimMark } from './trim-mark.ts';
import { type Waiting, WaitingAppends } from './waiting-appends.ts';

const megabyte = 1024 * 1024;

export interface JournalOptions {
  directory: string;
  fs?: JournalFileSystem;
  /** A segment is closed before it would grow beyond this (64 MiB). One record must fit into it. */
  segmentBytes?: number;
  /** Most bytes that are written and synced as one (4 MiB); one record may be larger. */
  groupBytesMax?: number;
  /** Most bytes that wait to be written (64 MiB). */
  backlogBytesMax?: number;
  /** For a journal that is begun: 128 bits that name it, random otherwise. */
  salt?: Uint8Array;
  /** For a journal that is begun: the sequence of its first record (1). */
  firstSequence?: number;
  /** False where the caller holds the lock of a folder above. */
  lock?: boolean;
}

interface Opened {
  place: Placed;
  salt: Buffer;
  segments: Segment[];
  mark: TrimMark;
  torn: boolean;
  lock: FolderLock | null;
  limits: { segmentBytes: number; groupBytesMax: number; backlogBytesMax: number };
}

/** An append-only list of records on a disk. What it acked is there after a crash. */
export class Journal {
  readonly salt: Buffer;
  /** Whether a write that a crash had cut off was taken away when it was opened. */
  readonly wasTorn: boolean;
  readonly #place: Placed;
  readonly #segments: Segment[];
  readonly #mark: TrimMark;
  readonly #lock: FolderLock | null;
  readonly #limits: Opened['limits'];
  readonly #waiting: WaitingAppends;
  readonly #encoder: GroupEncoder;
  readonly #spare: SpareFile;
  /** Trims wait for each other; each is kept from the sequence it asks for. */
  #trimming: Promise<void> = Promise.resolve();
  #trimTo: number;
  #writing: Promise<void> | null = null;
  #failure: JournalError | null = null;
  #closed = false;

  private constructor({ place, salt, segments, mark, torn, lock, limits }: Opened) {
    this.salt = salt;
    this.wasTorn = torn;
    this.#place = place;
    this.#segments = segments;
    this.#mark = mark;
    this.#trimTo = mark.trimmed;
    this.#lock = lock;
    this.#limits = limits;
    this.#waiting = new WaitingAppends(limits.backlogBytesMax);
    this.#encoder = new GroupEncoder(salt);
    this.#spare = new SpareFile(place, limits.segmentBytes);
  }

  /** Opens the journal of a folder, or begins one. Throws `JournalError`: `locked`, `damaged` or what the system says. */
  static async open(options: JournalOptions): Promise<Journal> {
    const { directory, fs = nodeFileSystem, segmentBytes = 64 * megabyte } = options;
    const place = { fs, directory };
    await fs.makeDirectory(directory);
    const lock = options.lock === false ? null : await FolderLock.take(directory);
    try {
      const recovered = (await recover(place)) ?? (await begin(place, options));
      const { groupBytesMax = 4 * megabyte, backlogBytesMax = 64 * megabyte } = options;
      const limits = {
        segmentBytes,
        groupBytesMax: Math.min(groupBytesMax, segmentBytes - headerBytes),
        backlogBytesMax,
      };
      return new Journal({ ...recovered, place, lock, limits });
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  /** The lowest sequence that was not trimmed; the next one where nothing is left. */
  get firstSequence(): number {
    return this.#trimTo + 1;
  }

  /** What the next record that is written will have. */
  get nextSequence(): number {
    return this.#last.nextSequence;
  }

  /** Bytes of all segments that are kept, without the room made ahead. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Why it is never written again, or null. */
  get failure(): JournalError | null {
    return this.#failure;
  }

  /** Resolves to the record's sequence once it is on the disk. Throws `JournalError`; each code says what is known. */
  append(type: number, payload: Uint8Array): Promise<number> {
    const refused = this.#refusal(payload.length);
    if (refused !== null) return Promise.reject(refused);
    const done = this.#waiting.add(type, payload);
    this.#writing ??= this.#write();
    return done;
  }

  async read(sequence: number): Promise<JournalRecord> {
    return this.#holding(sequence).read(sequence);
  }

  /** Bytes of the payload, without reading it. */
  payloadBytes(sequence: number): number {
    return this.#holding(sequence).payloadBytes(sequence);
  }

  /** Records from a sequence on, up to those that are on the disk at the time. */
  async *records(from = this.firstSequence): AsyncGenerator<JournalRecord> {
    for (let sequence = Math.max(from, this.firstSequence); sequence < this.nextSequence; sequence += 1) {
      yield await this.read(sequence);
    }
  }

  /** Lets go of all up to this sequence, for ever. Resolves once that is on the disk and whole segments are gone. */
  async trim(sequence: number): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#closed) throw closedError();
    if (sequence >= this.nextSequence) throw noSuchRecord(sequence);
    if (sequence <= this.#trimTo) return this.#trimming;
    this.#trimTo = sequence;
    this.#trimming = this.#trimming.then(() => this.#trim());
    return this.#trimming;
  }

  /** Waits for what is under way, and lets another process have the folder. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    await this.#trimming.catch(() => {});
    await this.#spare.remove();
    await Promise.allSettled([this.#mark.close(), ...this.#segments.map((segment) => segment.close())]);
    await this.#lock?.release();
  }

  get #last(): Segment {
    const last = this.#segments.at(-1);
    if (last === undefined) throw new Error('a journal has at least one segment');
    return last;
  }

  #refusal(payloadBytes: number): JournalError | null {
    if (this.#failure !== null) return this.#failure;
    if (this.#closed) return closedError();
    const bytesMax = this.#limits.segmentBytes - headerBytes - recordHeaderBytes;
    if (payloadBytes > bytesMax) {
      return new JournalError('recordTooLarge', `a record of ${payloadBytes} bytes is more than ${bytesMax}`);
    }
    if (this.#waiting.hasRoom(payloadBytes)) return null;
    return new JournalError(
      'backlogFull',
      `more than ${this.#limits.backlogBytesMax} bytes wait to be written`,
    );
  }

  #holding(sequence: number): Segment {
    const held = sequence >= this.firstSequence && sequence < this.nextSequence;
    const segment = held ? this.#segments.findLast(({ base }) => base <= sequence) : undefined;
    if (segment === undefined) throw noSuchRecord(sequence);
    return segment;
  }

  async #write(): Promise<void> {
    // What is asked for in one turn of the event loop goes into one group.
    await Promise.resolve();
    while (!this.#waiting.isEmpty) {
      const group = this.#waiting.take(this.#limits.groupBytesMax);
      try {
        if (this.#failure !== null) throw this.#failure;
        const first = await this.#writeGroup(group);
        for (const [index, { resolve }] of group.entries()) resolve(first + index);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = null;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<number> {
    const { bytes, places } = this.#encoder.encode(group, this.nextSequence);
    try {
      if (this.#last.bytes + bytes.length > this.#limits.segmentBytes) await this.#roll();
      const first = this.nextSequence;
      await this.#last.append(bytes, places);
      this.#spare.follow(this.#last.bytes);
      return first;
    } catch (error) {
      throw await this.#judge(error);
    }
  }

  /** A full disk is got over by taking back what was begun; after any other failure nothing is known for sure. */
  async #judge(error: unknown): Promise<JournalError> {
    if (isNoSpace(error) && !(error instanceof SyncFailure)) {
      try {
        await this.#last.cut();
        return new JournalError('noSpace', `the disk of ${this.#place.directory} is full`, { cause: error });
      } catch {
        // What was begun cannot be taken back.
      }
    }
    const code = error instanceof SyncFailure ? 'syncFailed' : 'writeFailed';
    const told = `${this.#last.path} cannot be written (${messageOf(error)}): the journal is closed for writing`;
    this.#failure = new JournalError(code, told, { cause: error });
    return this.#failure;
  }

  async #roll(): Promise<void> {
    await this.#last.finish();
    const header = { salt: this.salt, base: this.nextSequence };
    this.#segments.push(await Segment.create(this.#place, header, await this.#spare.take()));
  }

  async #trim(): Promise<void> {
    if (this.#mark.trimmed >= this.#trimTo) return;
    try {
      await this.#mark.write(this.#trimTo);
      let [first, second] = this.#segments;
      let removed = false;
      while (first !== undefined && second !== undefined && second.base <= this.#mark.trimmed + 1) {
        await first.close();
        await this.#place.fs.remove(first.path);
        removed = true;
        this.#segments.shift();
        [first, second] = this.#segments;
      }
      if (removed) await this.#place.fs.syncDirectory(this.#place.directory);
    } catch (error) {
      const told = `the trim mark of ${this.#place.directory} cannot be written (${messageOf(error)})`;
      this.#failure ??= new JournalError('writeFailed', told, { cause: error });
      throw this.#failure;
    }
  }
}

function closedError(): JournalError {
  return new JournalError('closed', 'the journal is closed');
}

function noSuchRecord(sequence: number): JournalError {
  return new JournalError('noSuchRecord', `record ${sequence} was trimmed or is not there yet`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
