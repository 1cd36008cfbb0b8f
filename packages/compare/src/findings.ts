import type { Difference } from './difference.ts';

/** Where a list of findings stood, to go back to. */
export interface Mark {
  kept: number;
  total: number;
  hits: number;
}

/** What a comparison has found so far, bounded. */
export class Findings {
  readonly differences: Difference[] = [];
  total = 0;
  readonly #differencesMax: number;
  readonly #hits: string[] = [];

  constructor(differencesMax: number) {
    this.#differencesMax = differencesMax;
  }

  /** Whether further differences are only counted. */
  get isFull(): boolean {
    return this.differences.length >= this.#differencesMax;
  }

  add(difference: Difference): void {
    this.total += 1;
    if (!this.isFull) this.differences.push(difference);
  }

  hit(ruleId: string): void {
    this.#hits.push(ruleId);
  }

  /** How many hits there were, repeated ones too. */
  get hits(): number {
    return this.#hits.length;
  }

  mark(): Mark {
    return this.markAt(this.total, this.#hits.length);
  }

  /** The mark of a moment of which only the counts are known. */
  markAt(total: number, hits: number): Mark {
    return { kept: Math.min(total, this.#differencesMax), total, hits };
  }

  /** Forgets all that was found since. */
  reset(mark: Mark): void {
    this.differences.length = mark.kept;
    this.total = mark.total;
    this.#hits.length = mark.hits;
  }

  /** Shows the values of the differences from the given one on in another way. */
  rewrite(from: number, show: (value: string | null) => string | null): void {
    for (const difference of this.differences.slice(from)) {
      difference.legacy = show(difference.legacy);
      difference.candidate = show(difference.candidate);
    }
  }

  /** Each rule that suppressed something, once. */
  ruleHits(): readonly string[] {
    return this.#hits.length === 0 ? this.#hits : [...new Set(this.#hits)];
  }
}
