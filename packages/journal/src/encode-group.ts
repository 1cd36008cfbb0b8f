import { encodeRecord, recordHeaderBytes, type SaltOfRecords, saltOfRecords } from './format.ts';
import type { Waiting } from './waiting-appends.ts';

/** Kept for the next group; a larger one has bytes of its own. */
const keptBytesMax = 1024 * 1024;

export interface EncodedGroup {
  /** To be written before the next group is encoded. */
  bytes: Buffer;
  /** Where each record begins in them. */
  places: number[];
}

/** Makes the bytes of records that are written and synced as one, in one piece of memory for all groups. */
export class GroupEncoder {
  readonly #salt: SaltOfRecords;
  #kept = Buffer.alloc(0);

  constructor(salt: Buffer) {
    this.#salt = saltOfRecords(salt);
  }

  encode(group: readonly Waiting[], firstSequence: number): EncodedGroup {
    const bytes = this.#room(group.reduce((sum, { payload }) => sum + recordHeaderBytes + payload.length, 0));
    const places: number[] = [];
    let offset = 0;
    for (const [place, { type, payload }] of group.entries()) {
      places.push(offset);
      const sequence = firstSequence + place;
      offset = encodeRecord(bytes, offset, { salt: this.#salt, sequence, place, type, payload });
    }
    return { bytes, places };
  }

  #room(length: number): Buffer {
    if (length > keptBytesMax) return Buffer.allocUnsafe(length);
    if (length > this.#kept.length) {
      this.#kept = Buffer.allocUnsafeSlow(Math.min(keptBytesMax, 2 * length));
    }
    return this.#kept.subarray(0, length);
  }
}
