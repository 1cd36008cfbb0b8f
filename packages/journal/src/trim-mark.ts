import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { JournalFile, JournalFileSystem } from './file-system.ts';
import { damaged } from './journal-error.ts';
import { writeWhole } from './write-whole.ts';

const slotBytes = 24;
/** Slots lie in blocks of their own, so that a torn write harms one of them at most. */
const slotDistance = 4096;
export const trimMarkName = 'trim';

interface Slot {
  trimmed: number;
  writes: number;
}

/** The highest sequence that is no longer needed, kept in two slots that are written in turn. */
export class TrimMark {
  readonly #file: JournalFile;
  readonly #salt: Buffer;
  #slot: Slot;

  private constructor(file: JournalFile, salt: Buffer, slot: Slot) {
    this.#file = file;
    this.#salt = salt;
    this.#slot = slot;
  }

  get trimmed(): number {
    return this.#slot.trimmed;
  }

  static async create(
    fs: JournalFileSystem,
    directory: string,
    begin: { salt: Buffer; trimmed: number },
  ): Promise<TrimMark> {
    const file = path.join(directory, trimMarkName);
    const making = `${file}.new`;
    const handle = await fs.open(making, 'create');
    try {
      const slot = { trimmed: begin.trimmed, writes: 0 };
      await writeWhole(handle, Buffer.alloc(2 * slotDistance), 0);
      await writeWhole(handle, encodeSlot(slot, begin.salt), 0);
      await handle.sync();
      await fs.rename(making, file);
      await fs.syncDirectory(directory);
      return new TrimMark(handle, begin.salt, slot);
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  static async open(fs: JournalFileSystem, directory: string, salt: Buffer): Promise<TrimMark> {
    const file = path.join(directory, trimMarkName);
    const handle = await fs.open(file, 'existing');
    const bytes = Buffer.alloc(2 * slotDistance);
    await handle.read(bytes, 0);
    const slots = [decodeSlot(bytes, 0, salt), decodeSlot(bytes, slotDistance, salt)].filter(
      (slot) => slot !== null,
    );
    const newest = slots.sort((a, b) => b.writes - a.writes)[0];
    if (newest !== undefined) return new TrimMark(handle, salt, newest);
    await handle.close();
    throw damaged({ file, offset: 0, what: 'neither of its two marks is whole' });
  }

  async write(trimmed: number): Promise<void> {
    const slot = { trimmed, writes: this.#slot.writes + 1 };
    await writeWhole(this.#file, encodeSlot(slot, this.#salt), (slot.writes % 2) * slotDistance);
    await this.#file.sync();
    this.#slot = slot;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function encodeSlot({ trimmed, writes }: Slot, salt: Buffer): Buffer {
  const bytes = Buffer.alloc(slotBytes);
  bytes.writeUIntLE(trimmed, 0, 6);
  bytes.writeUIntLE(writes, 8, 6);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 16), crc32(salt)), 16);
  return bytes;
}

function decodeSlot(bytes: Buffer, at: number, salt: Buffer): Slot | null {
  if (crc32(bytes.subarray(at, at + 16), crc32(salt)) !== bytes.readUInt32LE(at + 16)) return null;
  return { trimmed: bytes.readUIntLE(at, 6), writes: bytes.readUIntLE(at + 8, 6) };
}
