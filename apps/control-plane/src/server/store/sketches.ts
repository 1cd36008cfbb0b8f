import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Tally } from '@delta-guard/protocol';

const figures = ['overheadMs', 'addedMs', 'legacyMs', 'candidateMs'] as const;
type Figure = (typeof figures)[number];
const unpackedBytesMax = 512 * 1024;

/**
 * The sketches of a tally as one piece: each behind its length (0 where there is none), deflated. A sketch is mostly
 * empty bins, so this is a thirtieth of what crossed the wire.
 */
export function packSketches(tally: Pick<Tally, Figure>): Buffer | null {
  const parts = figures.flatMap((figure) => {
    const sketch = Buffer.from(tally[figure] ?? '', 'base64');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(sketch.length);
    return [length, sketch];
  });
  const whole = Buffer.concat(parts);
  return whole.length === 4 * figures.length ? null : deflateRawSync(whole, { level: 1 });
}

/** One of the sketches of a packed piece; null where it is not there or cannot be read. */
export function unpackSketch(packed: Uint8Array | null, figure: Figure): Uint8Array | null {
  return packed && (unpackSketches(packed)?.[figure] ?? null);
}

export function unpackSketches(packed: Uint8Array): Record<Figure, Uint8Array | null> | null {
  let whole: Buffer;
  try {
    whole = inflateRawSync(packed, { maxOutputLength: unpackedBytesMax });
  } catch {
    return null;
  }
  const found: Record<Figure, Uint8Array | null> = {
    overheadMs: null,
    addedMs: null,
    legacyMs: null,
    candidateMs: null,
  };
  let at = 0;
  for (const figure of figures) {
    if (at + 4 > whole.length) return null;
    const length = whole.readUInt32LE(at);
    found[figure] = length === 0 ? null : whole.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return found;
}
