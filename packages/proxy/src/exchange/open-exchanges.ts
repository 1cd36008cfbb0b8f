import type { Exchange } from './engine.ts';

/** Exchanges that something still waits for: a client for its answer, or the ledger for a verdict. */
export class OpenExchanges {
  readonly #exchanges = new Set<Exchange>();
  #onEmpty: (() => void) | null = null;

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
  }

  delete(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    if (this.#exchanges.size === 0) this.#onEmpty?.();
  }

  get size(): number {
    return this.#exchanges.size;
  }

  /** Resolves when none is open. */
  async empty(): Promise<void> {
    while (this.#exchanges.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
      });
    }
  }

  /** Ends those that are left. */
  stop(): void {
    for (const exchange of [...this.#exchanges]) exchange.stop();
  }
}
