/** What a window holds at one moment. */
export interface WindowCounts {
  comparisons: number;
  mismatches: number;
}

/** The last `size` comparisons of one instance, exactly. */
export class ComparisonWindow {
  readonly size: number;
  readonly #ring: Uint8Array;
  #next = 0;
  #comparisons = 0;
  #mismatches = 0;

  constructor(size: number) {
    if (!Number.isSafeInteger(size) || size < 1)
      throw new RangeError(`window size must be at least 1, not ${size}`);
    this.size = size;
    this.#ring = new Uint8Array(size);
  }

  add(mismatch: boolean): void {
    this.#mismatches += Number(mismatch) - (this.#ring[this.#next] ?? 0);
    this.#ring[this.#next] = Number(mismatch);
    this.#next = this.#next + 1 === this.size ? 0 : this.#next + 1;
    if (this.#comparisons < this.size) this.#comparisons += 1;
  }

  /** Forgets all; a new epoch begins. */
  clear(): void {
    this.#ring.fill(0);
    this.#next = 0;
    this.#comparisons = 0;
    this.#mismatches = 0;
  }

  get counts(): WindowCounts {
    return { comparisons: this.#comparisons, mismatches: this.#mismatches };
  }
}

/** What one instance counted in one second. */
export interface SecondCounts extends WindowCounts {
  /** Unix time in whole seconds. */
  second: number;
}

export interface FleetWindow extends WindowCounts {
  full: boolean;
  /** The oldest second in it, null where it is empty. */
  fromSecond: number | null;
}

/**
 * The window of a fleet: the newest whole seconds that hold at least `size` comparisons. Rows come newest first, a
 * second may come in several (one per instance, build or revision); it is taken whole or not at all.
 */
export function fleetWindow(rows: Iterable<SecondCounts>, size: number): FleetWindow {
  const window: FleetWindow = { comparisons: 0, mismatches: 0, full: false, fromSecond: null };
  for (const row of rows) {
    const opensSecond = row.second !== window.fromSecond;
    if (opensSecond && window.comparisons >= size) break;
    if (window.fromSecond !== null && row.second > window.fromSecond) {
      throw new RangeError(`seconds must come newest first: ${row.second} after ${window.fromSecond}`);
    }
    window.comparisons += row.comparisons;
    window.mismatches += row.mismatches;
    window.fromSecond = row.second;
  }
  window.full = window.comparisons >= size;
  return window;
}
