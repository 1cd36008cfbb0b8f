import { randomBytes } from 'node:crypto';
import { saltBytes } from './format.ts';
import type { Recovered } from './recover.ts';
import { type Placed, Segment } from './segment.ts';
import { TrimMark } from './trim-mark.ts';

/** A new journal: its mark first, so that a folder with segments always has one. */
export async function begin(
  place: Placed,
  given: { salt?: Uint8Array; firstSequence?: number },
): Promise<Recovered> {
  const salt = Buffer.from(given.salt ?? randomBytes(saltBytes));
  if (salt.length !== saltBytes) throw new RangeError(`a salt has ${saltBytes} bytes, not ${salt.length}`);
  const base = given.firstSequence ?? 1;
  const mark = await TrimMark.create(place.fs, place.directory, { salt, trimmed: base - 1 });
  try {
    return { salt, segments: [await Segment.create(place, { salt, base })], mark, torn: false };
  } catch (error) {
    await mark.close().catch(() => {});
    throw error;
  }
}
