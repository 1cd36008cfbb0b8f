/** When requests are due at a steady rate, whatever becomes of them (open loop). Time is an argument, in ms. */
export class Pacer {
  readonly #intervalMs: number;
  #nextDueMs: number;

  constructor(ratePerSecond: number, nowMs: number) {
    this.#intervalMs = 1_000 / ratePerSecond;
    this.#nextDueMs = nowMs;
  }

  isDue(nowMs: number): boolean {
    return this.#nextDueMs <= nowMs;
  }

  untilDueMs(nowMs: number): number {
    return Math.max(0, this.#nextDueMs - nowMs);
  }

  took(requests: number): void {
    this.#nextDueMs += requests * this.#intervalMs;
  }

  /** Gives up what has been due for over `lateMsMax` (the machine slept) and returns how many that were. */
  giveUpLate(nowMs: number, lateMsMax: number): number {
    const lateMs = nowMs - lateMsMax - this.#nextDueMs;
    if (lateMs <= 0) return 0;
    const givenUp = Math.ceil(lateMs / this.#intervalMs);
    this.took(givenUp);
    return givenUp;
  }
}
