import type { Exchange } from './engine.ts';

/**
 * Exchanges that something still waits for: a client for its answer, or the ledger for a verdict. In numbered places, and
 * not in a `Set`: each table that a busy `Set` outgrows points to its next one, so that from one that grew old with the
 * process all of them, with every exchange of theirs, were kept from the young generation's collector.
 */
export class OpenExchanges {
  readonly #places: (Exchange | null)[] = [];
  readonly #free: number[] = [];
  #onEmpty: (() => void) | null = null;

  /** The place that it has until it is deleted. */
  add(exchange: Exchange): number {
    const place = this.#free.pop() ?? this.#places.length;
    this.#places[place] = exchange;
    return place;
  }

  /** Once for each that was added. */
  delete(place: number): void {
    this.#places[place] = null;
    this.#free.push(place);
    if (this.size === 0) this.#onEmpty?.();
  }

  get size(): number {
    return this.#places.length - this.#free.length;
  }

  /** Resolves when none is open. */
  async empty(): Promise<void> {
    while (this.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
      });
    }
  }

  /** Ends those that are left. */
  stop(): void {
    for (const exchange of [...this.#places]) exchange?.stop();
  }
}
