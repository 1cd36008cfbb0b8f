import { type EncodedSketch, latencySketchSchema, type Tally } from '@delta-guard/protocol';
import { z } from 'zod';

const packedSchema = z.strictObject({
  overheadMs: latencySketchSchema.nullable(),
  addedMs: latencySketchSchema.nullable(),
  legacyMs: latencySketchSchema.nullable(),
  candidateMs: latencySketchSchema.nullable(),
});
export type TallySketches = z.infer<typeof packedSchema>;

/** The sketches of a tally as one piece; null where there is none, as in a second without an answer. */
export function packSketches({ overheadMs, addedMs, legacyMs, candidateMs }: TallySketches): Buffer | null {
  const sketches: TallySketches = { overheadMs, addedMs, legacyMs, candidateMs };
  if (Object.values(sketches).every((sketch) => sketch === null)) return null;
  return Buffer.from(JSON.stringify(sketches), 'utf8');
}

/** What was packed; null where the bytes cannot be read. */
export function unpackSketches(packed: Uint8Array): TallySketches | null {
  try {
    return packedSchema.safeParse(JSON.parse(new TextDecoder().decode(packed))).data ?? null;
  } catch {
    return null;
  }
}

/** One of them; null where it is not there. */
export function unpackSketch(
  packed: Uint8Array,
  figure: keyof Tally & keyof TallySketches,
): EncodedSketch | null {
  return unpackSketches(packed)?.[figure] ?? null;
}
