import type { ByteBudget } from './byte-budget.ts';

/** What became of a chunk: kept, or why the whole capture was given up. */
export type Kept = 'kept' | 'tooLarge' | 'noBudget';

const empty = Buffer.alloc(0);

/** Bytes of one body, kept up to a cap of its own and within the budget of all. */
export class Capture {
  readonly #bytesMax: number;
  readonly #budget: ByteBudget;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #overfull = false;

  constructor(bytesMax: number, budget: ByteBudget) {
    this.#bytesMax = bytesMax;
    this.#budget = budget;
  }

  add(chunk: Buffer): Kept {
    if (this.#bytes + chunk.length > this.#bytesMax) return 'tooLarge';
    if (!this.#budget.take(chunk.length)) return 'noBudget';
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    return 'kept';
  }

  /** Keeps one chunk beyond the cap, for a side that is then made to wait. */
  hold(chunk: Buffer): void {
    this.#budget.owe(chunk.length);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#overfull = true;
  }

  get overfull(): boolean {
    return this.#overfull;
  }

  get chunks(): readonly Buffer[] {
    return this.#chunks;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** All that was kept, as one buffer. */
  whole(): Buffer {
    const [first] = this.#chunks;
    if (first === undefined) return empty;
    return this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#bytes);
  }

  /** A second copy of what was kept, with a share of the budget of its own. */
  shared(): Capture {
    const other = new Capture(this.#bytesMax, this.#budget);
    this.#budget.owe(this.#bytes);
    other.#chunks = [...this.#chunks];
    other.#bytes = this.#bytes;
    return other;
  }

  /** Gives the bytes back to the budget. */
  release(): void {
    this.#budget.give(this.#bytes);
    this.#chunks = [];
    this.#bytes = 0;
  }
}
