import { type DecodedRecord, decodeRecord, headerBytes } from './format.ts';

export interface Scan {
  /** Where each whole record begins, the first of which has the segment's base sequence. */
  offsets: number[];
  /** Where the whole records end. */
  end: number;
  /** What comes after: nothing but room made ahead, a write that a crash cut off, or damage, in words. */
  rest: 'room' | 'torn' | { harm: string };
}

export interface Scanned {
  bytes: Buffer;
  salt: Buffer;
  base: number;
}

/** Reads a segment up to the first record that is not whole, and judges whether a crash can have left it so. */
export function scanSegment({ bytes, salt, base }: Scanned): Scan {
  const offsets: number[] = [];
  let end = headerBytes;
  let stranger: DecodedRecord | null = null;
  while (end < bytes.length) {
    const record = decodeRecord(bytes, end, salt);
    if (record === null) break;
    if (record.sequence !== base + offsets.length) {
      stranger = record;
      break;
    }
    offsets.push(end);
    end = record.end;
  }
  if (stranger !== null) {
    return { offsets, end, rest: { harm: `a record of sequence ${stranger.sequence} stands here` } };
  }
  if (isZero(bytes.subarray(end))) return { offsets, end, rest: 'room' };
  const harm = harmAfter(bytes, { end, salt, sequence: base + offsets.length });
  return { offsets, end, rest: harm === null ? 'torn' : { harm } };
}

/**
 * A group is synced before the next one is written. So where a record of a later group is whole, the harmed one before
 * it had been on the disk, and was acked: that is damage. Inside one group a crash may keep any part of it.
 */
function harmAfter(bytes: Buffer, harmed: { end: number; salt: Buffer; sequence: number }): string | null {
  const marker = harmed.salt.subarray(0, 4);
  for (let at = bytes.indexOf(marker, harmed.end + 1); at !== -1; at = bytes.indexOf(marker, at + 1)) {
    const record = decodeRecord(bytes, at, harmed.salt);
    if (record !== null && record.sequence - record.place > harmed.sequence) {
      return `record ${harmed.sequence} is not whole, although record ${record.sequence} was written after it was safe`;
    }
  }
  return null;
}

function isZero(bytes: Buffer): boolean {
  return bytes.equals(Buffer.alloc(bytes.length));
}
