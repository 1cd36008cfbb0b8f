/** Thrown inside the package where a comparison exceeds its bounds, and caught at its edge. */
export class GaveUpError extends Error {
  readonly reason: 'tooDeep' | 'budget';
  constructor(reason: 'tooDeep' | 'budget') {
    super(reason);
    this.reason = reason;
  }
}

/** What a comparison may still spend, in bytes looked at. */
export class Work {
  #left: number;

  constructor(workMax: number) {
    this.#left = workMax;
  }

  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new GaveUpError('budget');
  }
}
