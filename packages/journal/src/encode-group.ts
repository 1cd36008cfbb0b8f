import { encodeRecord, recordHeaderBytes } from './format.ts';
import type { Waiting } from './waiting-appends.ts';

/** The bytes of records that are written and synced as one, and where each begins in them. */
export function encodeGroup(
  group: readonly Waiting[],
  begin: { first: number; salt: Buffer },
): { bytes: Buffer; places: number[] } {
  const length = group.reduce((sum, { payload }) => sum + recordHeaderBytes + payload.length, 0);
  const bytes = Buffer.allocUnsafe(length);
  const places: number[] = [];
  let offset = 0;
  for (const [place, { type, payload }] of group.entries()) {
    places.push(offset);
    offset = encodeRecord(bytes, offset, {
      salt: begin.salt,
      sequence: begin.first + place,
      place,
      type,
      payload,
    });
  }
  return { bytes, places };
}
