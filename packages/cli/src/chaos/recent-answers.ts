/** Under load answers come each ms: where none comes for longer, the machine stands still, and so do those who count. */
const gapMsMax = 100;

/** When each address answered lately, so that what a kill may take along can be counted. */
export class RecentAnswers {
  readonly #windowMs: number;
  /** By a clock that stands still with the machine. */
  readonly #timesMs: number[][] = [];
  #clockMs = 0;
  #lastMs = performance.now();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  note(at: number): void {
    const nowMs = performance.now();
    this.#clockMs += Math.min(nowMs - this.#lastMs, gapMsMax);
    this.#lastMs = nowMs;
    this.#timesMs[at] ??= [];
    this.#timesMs[at].push(this.#clockMs);
    if (this.#timesMs[at].length % 1_024 === 0) this.#forgetOld(at);
  }

  /** Answers of this address within the window that ends now. */
  count(at: number): number {
    this.#forgetOld(at);
    return this.#timesMs[at]?.length ?? 0;
  }

  #forgetOld(at: number): void {
    const fromMs = this.#clockMs - this.#windowMs;
    this.#timesMs[at] = this.#timesMs[at]?.filter((atMs) => atMs >= fromMs) ?? [];
  }
}
