import path from 'node:path';
import type { JournalFile, JournalFileSystem } from './file-system.ts';
import {
  decodeHeader,
  decodeRecord,
  encodeHeader,
  headerBytes,
  type JournalRecord,
  recordHeaderBytes,
} from './format.ts';
import { damaged, SyncFailure } from './journal-error.ts';
import { scanSegment } from './scan-segment.ts';
import type { Spare } from './spare-file.ts';
import { writeWhole } from './write-whole.ts';
import { writeZeros } from './zeros.ts';

const roomBytesMin = 256 * 1024;
const roomBytesMax = 8 * 1024 * 1024;

interface Opened {
  fs: JournalFileSystem;
  path: string;
  file: JournalFile;
  salt: Buffer;
  base: number;
  offsets: number[];
  end: number;
  size: number;
}

export interface Placed {
  fs: JournalFileSystem;
  directory: string;
}

/** One file of a journal. Room is made ahead in zeros, so that what is written into it need not change the file's length. */
export class Segment {
  readonly path: string;
  readonly base: number;
  readonly salt: Buffer;
  readonly #fs: JournalFileSystem;
  readonly #file: JournalFile;
  /** The same file, opened so that each write is safe when it is done. */
  #synced: JournalFile | null = null;
  readonly #offsets: number[];
  #end: number;
  #size: number;

  private constructor(opened: Opened) {
    this.path = opened.path;
    this.base = opened.base;
    this.salt = opened.salt;
    this.#fs = opened.fs;
    this.#file = opened.file;
    this.#offsets = opened.offsets;
    this.#end = opened.end;
    this.#size = opened.size;
  }

  /** The sequence after the last record. */
  get nextSequence(): number {
    return this.base + this.#offsets.length;
  }

  /** Bytes of header and records. */
  get bytes(): number {
    return this.#end;
  }

  /** The file appears under its name once its header is safe. A spare one brings its room along. */
  static async create(
    { fs, directory }: Placed,
    header: { salt: Buffer; base: number },
    spare: Spare | null = null,
  ): Promise<Segment> {
    const file = path.join(directory, segmentName(header.base));
    const making = spare?.path ?? `${file}.new`;
    const handle = spare?.file ?? (await fs.open(making, 'create'));
    try {
      await writeWhole(handle, encodeHeader(header), 0);
      await handle.sync();
    } catch (error) {
      await handle.close().catch(() => {});
      await fs.remove(making).catch(() => {});
      throw error;
    }
    try {
      await fs.rename(making, file);
      await fs.syncDirectory(directory);
    } catch (error) {
      await handle.close().catch(() => {});
      // The name may be there or not: only the next start can tell.
      throw new SyncFailure(error);
    }
    return new Segment({
      ...header,
      fs,
      path: file,
      file: handle,
      offsets: [],
      end: headerBytes,
      size: Math.max(headerBytes, spare?.size ?? 0),
    });
  }

  /** Reads and checks all records. Only the last segment of a journal may end in a write that was cut off. */
  static async open(
    { fs, directory }: Placed,
    name: string,
    isLast: boolean,
  ): Promise<{ segment: Segment; torn: boolean }> {
    const file = path.join(directory, name);
    const handle = await fs.open(file, 'existing');
    try {
      const bytes = Buffer.alloc(await handle.size());
      const size = await handle.read(bytes, 0);
      const header = decodeHeader(bytes);
      if (typeof header === 'string') throw damaged({ file, offset: 0, what: header });
      if (segmentName(header.base) !== name) {
        throw damaged({
          file,
          offset: 28,
          what: `its header says that it begins with record ${header.base}`,
        });
      }
      const { offsets, end, rest } = scanSegment({ bytes: bytes.subarray(0, size), ...header });
      const segment = new Segment({ ...header, fs, path: file, file: handle, offsets, end, size });
      if (typeof rest === 'object') throw damaged({ file, offset: end, what: rest.harm });
      if (!isLast && end !== size) {
        throw damaged({
          file,
          offset: end,
          what: 'it does not end with a whole record, and is not the last file',
        });
      }
      return { segment, torn: rest === 'torn' };
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  /** Writes bytes that hold whole records, which begin at the given places in them. Safe when it resolves. */
  async append(bytes: Buffer, places: readonly number[]): Promise<void> {
    await this.#makeRoom(this.#end + bytes.length);
    this.#synced ??= await this.#fs.open(this.path, 'synced');
    try {
      await writeWhole(this.#synced, bytes, this.#end);
    } catch (error) {
      throw new SyncFailure(error);
    }
    for (const place of places) this.#offsets.push(this.#end + place);
    this.#end += bytes.length;
  }

  /** Takes away what is behind the records, for ever. */
  async cut(): Promise<void> {
    await this.#file.truncate(this.#end);
    await this.#sync();
    this.#size = this.#end;
  }

  /** Cuts it to its length: nothing is appended any more. */
  async finish(): Promise<void> {
    await this.cut();
    await this.#synced?.close();
    this.#synced = null;
  }

  async read(sequence: number): Promise<JournalRecord> {
    const index = sequence - this.base;
    const start = this.#offsets[index] ?? this.#end;
    const bytes = Buffer.allocUnsafe((this.#offsets[index + 1] ?? this.#end) - start);
    const size = await this.#file.read(bytes, start);
    const record = decodeRecord(bytes.subarray(0, size), 0, this.salt);
    if (record === null || record.sequence !== sequence) {
      throw damaged({
        file: this.path,
        offset: start,
        what: `record ${sequence} is no longer as it was written`,
      });
    }
    return { sequence, type: record.type, payload: record.payload };
  }

  /** Bytes of the payload of a record that is there. */
  payloadBytes(sequence: number): number {
    const index = sequence - this.base;
    const start = this.#offsets[index] ?? this.#end;
    return (this.#offsets[index + 1] ?? this.#end) - start - recordHeaderBytes;
  }

  async close(): Promise<void> {
    await Promise.all([this.#file.close(), this.#synced?.close()]);
  }

  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (error) {
      throw new SyncFailure(error);
    }
  }

  /** Doubles the file up to a bound. Zeros that are not on the disk would make each write into them wait for more than itself. */
  async #makeRoom(needed: number): Promise<void> {
    if (needed <= this.#size) return;
    const step = Math.min(roomBytesMax, Math.max(roomBytesMin, this.#end));
    const target = Math.max(needed, this.#size + step);
    await writeZeros(this.#file, this.#size, target);
    await this.#sync();
    this.#size = target;
  }
}

/** Names sort as their sequences do. */
function segmentName(base: number): string {
  return `${String(base).padStart(15, '0')}.segment`;
}

export function isSegmentName(name: string): boolean {
  return /^\d{15}\.segment$/.test(name);
}
