export interface BreakerOptions {
  /** Failures in a row that open it ... */
  failures: number;
  /** ... when they came from at least this many client addresses: one client's bad request is no outage. */
  clientsMin: number;
}

/** Counts failures of the candidate in a row. Bounded: no more addresses are kept than it takes to open. */
export class Breaker {
  readonly options: BreakerOptions;
  readonly #clients = new Set<string>();
  #failures = 0;

  constructor(options: BreakerOptions) {
    const { failures, clientsMin } = options;
    if (!(failures >= 1 && clientsMin >= 1 && clientsMin <= failures)) {
      throw new RangeError(`a breaker needs 1 <= clientsMin <= failures, not ${clientsMin} and ${failures}`);
    }
    this.options = options;
  }

  /** Takes one answer or failure of the candidate. True while open. */
  observe(failed: boolean, client: string): boolean {
    if (!failed) {
      if (this.#failures > 0) this.reset();
      return false;
    }
    this.#failures += 1;
    if (this.#clients.size < this.options.clientsMin) this.#clients.add(client);
    return this.open;
  }

  get open(): boolean {
    return this.#failures >= this.options.failures && this.#clients.size >= this.options.clientsMin;
  }

  get failuresInARow(): number {
    return this.#failures;
  }

  reset(): void {
    this.#failures = 0;
    this.#clients.clear();
  }
}
