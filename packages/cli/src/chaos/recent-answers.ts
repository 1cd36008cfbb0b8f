/** When each address answered lately, so that what a kill may take along can be counted. */
export class RecentAnswers {
  readonly #windowMs: number;
  readonly #timesMs: number[][] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  note(at: number): void {
    this.#timesMs[at] ??= [];
    this.#timesMs[at].push(performance.now());
    if (this.#timesMs[at].length % 1_024 === 0) this.#forgetOld(at);
  }

  /** Answers of this address within the window that ends now. */
  count(at: number): number {
    this.#forgetOld(at);
    return this.#timesMs[at]?.length ?? 0;
  }

  #forgetOld(at: number): void {
    const fromMs = performance.now() - this.#windowMs;
    this.#timesMs[at] = this.#timesMs[at]?.filter((atMs) => atMs >= fromMs) ?? [];
  }
}
