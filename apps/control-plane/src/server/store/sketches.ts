import { Prisma } from '@delta-guard/db';
import { type EncodedSketch, LatencySketch, type Tally } from '@delta-guard/protocol';

const figures = ['overheadMs', 'addedMs', 'legacyMs', 'candidateMs'] as const;
type Figure = (typeof figures)[number];
export type TallySketches = Pick<Tally, Figure>;
/** `packSketches` writes the overhead first. */
const overheadFrom = '{"overheadMs":'.length;
const overheadUntil = ',"addedMs":';

/** The sketches of a tally as one piece; null where there is none, as in a second without an answer. */
export function packSketches({ overheadMs, addedMs, legacyMs, candidateMs }: TallySketches): Buffer | null {
  const sketches: TallySketches = { overheadMs, addedMs, legacyMs, candidateMs };
  if (Object.values(sketches).every((sketch) => sketch === null)) return null;
  return Buffer.from(JSON.stringify(sketches), 'utf8');
}

/** What was packed; null where the bytes cannot be read. */
export function unpackSketches(packed: Uint8Array): TallySketches | null {
  const { buffer, byteOffset, byteLength } = packed;
  const found = parsed(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
  return isTallySketches(found) ? found : null;
}

/** Null where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * For a query of many rows: the first figure alone, as text for `readOverhead`. A quarter of the bytes to send and to read.
 * Bytes that are no text come escaped, and are nothing then.
 */
export const packedOverhead = Prisma.sql`encode(substring(sketches from ${overheadFrom + 1}::int
  for greatest(0, position(${Buffer.from(overheadUntil)}::bytea in sketches) - ${overheadFrom + 1}::int)), 'escape')`;

/** What `packedOverhead` gave; null where there is none, or where it cannot be read. */
export function readOverhead(text: string): EncodedSketch | null {
  const found = parsed(text);
  return isSketch(found) ? found : null;
}

/** One of them; null where it is not there. */
export function unpackSketch(packed: Uint8Array, figure: Figure): EncodedSketch | null {
  return unpackSketches(packed)?.[figure] ?? null;
}

/** Adds up what was packed, each figure by itself. */
export class SketchSums {
  readonly #sums = figures.map((figure) => ({ figure, sketch: new LatencySketch() }));

  /** What cannot be read is left out. */
  add(packed: Uint8Array): void {
    const found = unpackSketches(packed);
    for (const { figure, sketch } of this.#sums) {
      const more = found?.[figure];
      if (more) sketch.merge(more);
    }
  }

  pack(): Buffer | null {
    const none: TallySketches = { overheadMs: null, addedMs: null, legacyMs: null, candidateMs: null };
    for (const { figure, sketch } of this.#sums) none[figure] = sketch.encode();
    return packSketches(none);
  }
}

/** By hand, since thousands are read for one page, and what was packed came through the schema of the wire. */
function isTallySketches(found: unknown): found is TallySketches {
  if (typeof found !== 'object' || found === null) return false;
  const values: [string, unknown][] = Object.entries(found);
  return values.length === figures.length && values.every(([name, each]) => isFigure(name) && isSketch(each));
}

function isFigure(name: string): name is Figure {
  return figures.some((figure) => figure === name);
}

function isSketch(each: unknown): each is EncodedSketch | null {
  if (each === null) return true;
  if (typeof each !== 'object') return false;
  if (!('negative' in each && 'zeros' in each && 'positive' in each)) return false;
  return Number.isSafeInteger(each.zeros) && areBins(each.negative) && areBins(each.positive);
}

function areBins(bins: unknown): boolean {
  if (!Array.isArray(bins)) return false;
  return bins.every((bin: unknown) => {
    if (!Array.isArray(bin) || bin.length !== 2) return false;
    return Number.isSafeInteger(bin[0]) && Number.isSafeInteger(bin[1]);
  });
}
