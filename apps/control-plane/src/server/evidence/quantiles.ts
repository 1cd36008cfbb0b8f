import { addTo, type Bins, readSketch } from './read-sketch.ts';

/** Sketches of one figure, added up bin by bin. Quantiles are for display only. */
export class MergedSketch {
  readonly #positive: Bins = new Map();
  readonly #negative: Bins = new Map();
  #zeros = 0;
  #mapping: { gamma: number; indexOffset: number } | null = null;

  /** Adds a sketch as it crossed the wire. One that cannot be read, or is of another accuracy, is left out. */
  add(bytes: Uint8Array | null): void {
    const sketch = bytes && readSketch(bytes);
    if (!sketch) return;
    this.#mapping ??= { gamma: sketch.gamma, indexOffset: sketch.indexOffset };
    if (this.#mapping.gamma !== sketch.gamma || this.#mapping.indexOffset !== sketch.indexOffset) return;
    for (const [key, count] of sketch.positive) addTo(this.#positive, key, count);
    for (const [key, count] of sketch.negative) addTo(this.#negative, key, count);
    this.#zeros += sketch.zeros;
  }

  /** The values below which these shares of all values lie, in the order asked; null where there are no values. */
  at(...quantiles: number[]): (number | null)[] {
    const values = this.#sorted();
    const count = values.reduce((sum, [, more]) => sum + more, 0);
    return quantiles.map((quantile) => (count > 0 ? valueAt(values, quantile * (count - 1)) : null));
  }

  /** Values with their counts, smallest first. */
  #sorted(): [number, number][] {
    const mapping = this.#mapping;
    if (!mapping) return [];
    const { gamma, indexOffset } = mapping;
    const centreOf = (key: number) => (gamma ** (key - indexOffset) * 2) / (1 + gamma);
    const values: [number, number][] = [[0, this.#zeros]];
    for (const [key, count] of this.#negative) values.push([-centreOf(key), count]);
    for (const [key, count] of this.#positive) values.push([centreOf(key), count]);
    return values.sort(([a], [b]) => a - b);
  }
}

function valueAt(values: readonly [number, number][], rank: number): number | null {
  let below = 0;
  for (const [value, count] of values) {
    below += count;
    if (below > rank) return value;
  }
  return null;
}
