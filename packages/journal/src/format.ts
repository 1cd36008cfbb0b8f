import { crc32 } from 'node:zlib';

/** What a journal keeps: bytes with a type, both of which mean something to its user only. */
export interface JournalRecord {
  sequence: number;
  /** 0 to 255. */
  type: number;
  payload: Buffer;
}

export interface SegmentHeader {
  salt: Buffer;
  base: number;
}

/** Layouts are in README.md; all numbers are little-endian. */
const magic = Buffer.from('DGJRNL\r\n', 'latin1');
const version = 1;
export const saltBytes = 16;
export const headerBytes = 40;
export const recordHeaderBytes = 23;
const crcFrom = 8;

export function encodeHeader({ salt, base }: SegmentHeader): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header, 0);
  header.writeUInt32LE(version, 8);
  salt.copy(header, 12);
  header.writeUIntLE(base, 28, 6);
  header.writeUInt32LE(crc32(header.subarray(0, 36)), 36);
  return header;
}

/** What is wrong comes back as a text. */
export function decodeHeader(bytes: Buffer): SegmentHeader | string {
  if (bytes.length < headerBytes) return 'the header is cut off';
  if (!bytes.subarray(0, 8).equals(magic)) return 'it does not begin as a segment';
  if (crc32(bytes.subarray(0, 36)) !== bytes.readUInt32LE(36)) return 'the checksum of the header is wrong';
  const found = bytes.readUInt32LE(8);
  if (found !== version) return `it is of version ${found}, this program reads version ${version}`;
  return { salt: Buffer.from(bytes.subarray(12, 28)), base: bytes.readUIntLE(28, 6) };
}

/** A record's checksum is over salt, length, sequence, place, type and payload: one of another journal or place never passes. */
export interface RecordToEncode {
  sequence: number;
  /** How many records of the same group, which are written and synced as one, came before it. */
  place: number;
  type: number;
  payload: Uint8Array;
}

/** What all records of a journal have in common. */
export interface SaltOfRecords {
  marker: number;
  /** Checksums of records go on from the salt's. */
  sum: number;
}

export function saltOfRecords(salt: Buffer): SaltOfRecords {
  return { marker: salt.readUInt32LE(0), sum: crc32(salt) };
}

/** Writes a record into `into` at `offset` and returns the offset behind it. */
export function encodeRecord(
  into: Buffer,
  offset: number,
  record: RecordToEncode & { salt: SaltOfRecords },
): number {
  const { salt, payload } = record;
  const end = offset + recordHeaderBytes + payload.length;
  into.writeUInt32LE(salt.marker, offset);
  into.writeUInt32LE(payload.length, offset + 8);
  into.writeUIntLE(record.sequence, offset + 12, 6);
  into.writeUInt32LE(record.place, offset + 18);
  into[offset + 22] = record.type;
  into.set(payload, offset + recordHeaderBytes);
  into.writeUInt32LE(crc32(into.subarray(offset + crcFrom, end), salt.sum), offset + 4);
  return end;
}

export interface DecodedRecord extends JournalRecord {
  place: number;
  end: number;
}

/** The record at `offset`, or null where there is no whole and unharmed one. Its payload is a view of `bytes`. */
export function decodeRecord(bytes: Buffer, offset: number, salt: Buffer): DecodedRecord | null {
  const start = offset + recordHeaderBytes;
  if (start > bytes.length || salt.compare(bytes, offset, offset + 4, 0, 4) !== 0) return null;
  const end = start + bytes.readUInt32LE(offset + 8);
  if (end > bytes.length) return null;
  const sum = crc32(bytes.subarray(offset + crcFrom, end), crc32(salt));
  if (sum !== bytes.readUInt32LE(offset + 4)) return null;
  return {
    sequence: bytes.readUIntLE(offset + 12, 6),
    place: bytes.readUInt32LE(offset + 18),
    type: bytes[offset + 22] ?? 0,
    payload: bytes.subarray(start, end),
    end,
  };
}
