import { DDSketch } from '@datadog/sketches-js';

type Bins = Map<number, number>;

/**
 * Sketches of one figure, added up bin by bin. (The library's own `merge` leaves out the negative values, and an
 * overhead is negative wherever the candidate was faster.) Quantiles are for display only.
 */
export class MergedSketch {
  readonly #positive: Bins = new Map();
  readonly #negative: Bins = new Map();
  #zeros = 0;
  #mapping: DDSketch['mapping'] | null = null;

  /** Adds a sketch as it crossed the wire. One that cannot be read, or is of another accuracy, is left out. */
  add(bytes: Uint8Array | null): void {
    const sketch = bytes && parse(bytes);
    if (!sketch) return;
    this.#mapping ??= sketch.mapping;
    if (this.#mapping.gamma !== sketch.mapping.gamma) return;
    addBins(this.#positive, sketch.store);
    addBins(this.#negative, sketch.negativeStore);
    this.#zeros += sketch.zeroCount;
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
    const negative = [...this.#negative].map(([key, count]): [number, number] => [
      -mapping.value(key),
      count,
    ]);
    const positive = [...this.#positive].map(([key, count]): [number, number] => [mapping.value(key), count]);
    return [...negative, [0, this.#zeros] as [number, number], ...positive].sort(([a], [b]) => a - b);
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

function addBins(bins: Bins, store: { bins: number[]; offset: number }): void {
  for (const [index, count] of store.bins.entries()) {
    const key = index + store.offset;
    if (count > 0) bins.set(key, (bins.get(key) ?? 0) + count);
  }
}

function parse(bytes: Uint8Array): DDSketch | null {
  try {
    return DDSketch.fromProto(bytes);
  } catch {
    return null;
  }
}
