import { z } from 'zod';

const relativeAccuracy = 0.01;
const gamma = (1 + relativeAccuracy) / (1 - relativeAccuracy);
const logGamma = Math.log(gamma);
/** Smaller than this is zero; larger than the other is counted as if it were that. A microsecond and twelve days. */
const leastMs = 1e-3;
const mostMs = 1e9;
const keyMin = keyOf(leastMs) - 1;
const keyMax = keyOf(mostMs) + 1;

const count = z.number().int().nonnegative();
const bins = z.array(z.tuple([z.number().int().min(keyMin).max(keyMax), count])).max(keyMax - keyMin + 1);

/** A sketch on the wire and in the database: pairs of bin and count, empty bins left out. */
export const latencySketchSchema = z.strictObject({ negative: bins, zeros: count, positive: bins });
export type EncodedSketch = z.infer<typeof latencySketchSchema>;

/**
 * Durations and differences of durations in ms, counted in logarithmic bins, so that a quantile is right to 1 % of
 * its value. Sketches of seconds and of instances add up bin by bin without loss.
 * Source: C. Masson, J. E. Rim, H. K. Lee, DDSketch, VLDB 2019.
 */
export class LatencySketch {
  readonly #negative = new Map<number, number>();
  readonly #positive = new Map<number, number>();
  #zeros = 0;

  add(valueMs: number): void {
    if (Number.isNaN(valueMs)) return;
    const size = Math.min(Math.abs(valueMs), mostMs);
    if (size < leastMs) this.#zeros += 1;
    else addTo(valueMs < 0 ? this.#negative : this.#positive, keyOf(size), 1);
  }

  merge(other: EncodedSketch): void {
    for (const [key, more] of other.negative) addTo(this.#negative, key, more);
    for (const [key, more] of other.positive) addTo(this.#positive, key, more);
    this.#zeros += other.zeros;
  }

  /** The values below which these shares (0 to 1) of all lie, in the order asked; null where there are none. */
  quantiles(...shares: number[]): (number | null)[] {
    const values = this.#sorted();
    const total = values.reduce((sum, [, more]) => sum + more, 0);
    return shares.map((share) => (total > 0 ? valueAt(values, share * (total - 1)) : null));
  }

  /** Null where nothing was added. */
  encode(): EncodedSketch | null {
    if (this.#zeros === 0 && this.#negative.size === 0 && this.#positive.size === 0) return null;
    return { negative: [...this.#negative], zeros: this.#zeros, positive: [...this.#positive] };
  }

  #sorted(): [valueMs: number, count: number][] {
    const values: [number, number][] = this.#zeros > 0 ? [[0, this.#zeros]] : [];
    for (const [key, more] of this.#negative) values.push([-centreOf(key), more]);
    for (const [key, more] of this.#positive) values.push([centreOf(key), more]);
    return values.sort(([a], [b]) => a - b);
  }
}

/** Two encoded sketches as one; null where there is neither. */
export function mergeSketches(
  first: EncodedSketch | null,
  second: EncodedSketch | null,
): EncodedSketch | null {
  const merged = new LatencySketch();
  if (first !== null) merged.merge(first);
  if (second !== null) merged.merge(second);
  return merged.encode();
}

/** What a sketch holds, as values in ms (each right to 1 %) and how often. */
export function sketchValues({
  negative,
  zeros,
  positive,
}: EncodedSketch): [valueMs: number, count: number][] {
  return [
    ...negative.map(([key, more]): [number, number] => [-centreOf(key), more]),
    [0, zeros],
    ...positive.map(([key, more]): [number, number] => [centreOf(key), more]),
  ];
}

function keyOf(sizeMs: number): number {
  return Math.ceil(Math.log(sizeMs) / logGamma);
}

/** The value of a bin that is at most 1 % from each value in it. */
function centreOf(key: number): number {
  return (2 * gamma ** key) / (gamma + 1);
}

function addTo(bins: Map<number, number>, key: number, more: number): void {
  bins.set(key, (bins.get(key) ?? 0) + more);
}

function valueAt(values: readonly [number, number][], rank: number): number | null {
  let below = 0;
  for (const [value, more] of values) {
    below += more;
    if (below > rank) return value;
  }
  return null;
}
