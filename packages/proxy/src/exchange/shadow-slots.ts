/** How many shadow calls may be under way at once. */
export class ShadowSlots {
  inFlightMax: number;
  #inFlight = 0;

  constructor(inFlightMax: number) {
    this.inFlightMax = inFlightMax;
  }

  take(): boolean {
    if (this.#inFlight >= this.inFlightMax) return false;
    this.#inFlight += 1;
    return true;
  }

  give(): void {
    this.#inFlight -= 1;
  }

  get inFlight(): number {
    return this.#inFlight;
  }
}
