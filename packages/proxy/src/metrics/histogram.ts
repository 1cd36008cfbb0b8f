import { type EncodedSketch, sketchValues } from '@delta-guard/protocol';

/** Counts of values by upper bound, as Prometheus wants them. Fed by sketches, a second of traffic at a time. */
export class Histogram {
  readonly boundsMs: readonly number[];
  readonly #counts: number[];
  #sumMs = 0;

  constructor(boundsMs: readonly number[]) {
    this.boundsMs = boundsMs;
    this.#counts = new Array(boundsMs.length + 1).fill(0);
  }

  add(sketch: EncodedSketch | null): void {
    if (sketch === null) return;
    for (const [valueMs, count] of sketchValues(sketch)) {
      const at = this.boundsMs.findIndex((boundMs) => valueMs <= boundMs);
      const bucket = at === -1 ? this.boundsMs.length : at;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#sumMs += valueMs * count;
    }
  }

  /** How many values are at most each bound; the last is all of them. */
  get cumulative(): number[] {
    let sum = 0;
    return this.#counts.map((count) => {
      sum += count;
      return sum;
    });
  }

  get sumMs(): number {
    return this.#sumMs;
  }
}
