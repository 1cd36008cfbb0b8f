const firstWaitMs = 5_000;
const waitMsMax = 60_000;

/** Whether the disk fails, and when it is worth another try. */
export class DiskTrouble {
  readonly #nowMs: () => number;
  #retryAtMs: number | null = null;
  #waitMs = firstWaitMs;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get isThere(): boolean {
    return this.#retryAtMs !== null;
  }

  get isDue(): boolean {
    return this.#retryAtMs !== null && this.#nowMs() >= this.#retryAtMs;
  }

  /** Returns whether it is new. */
  begin(): boolean {
    const isNew = this.#retryAtMs === null;
    this.#retryAtMs = this.#nowMs() + this.#waitMs;
    this.#waitMs = Math.min(waitMsMax, this.#waitMs * 2);
    return isNew;
  }

  end(): void {
    this.#retryAtMs = null;
    this.#waitMs = firstWaitMs;
  }
}
