import type { Upstream } from './upstream.ts';

const lookMs = 1_000;
/** A connection now and then, without a word on it, does no harm. */
const staleMs = 5_000;

/**
 * Keeps known whether an upstream can be reached while nobody calls it: where that is wanted, and where the last word is
 * that it cannot, which would stand for as long as nobody calls.
 */
export class ReachProbe {
  readonly #upstream: Upstream;
  readonly #isWanted: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #isTrying = false;

  constructor(upstream: Upstream, isWanted: () => boolean = () => false) {
    this.#upstream = upstream;
    this.#isWanted = isWanted;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { reach } = this.#upstream;
    const isFresh = reach !== null && performance.now() - reach.atMs < staleMs;
    if (isFresh || this.#isTrying) return;
    if (reach?.reachable !== false && !this.#isWanted()) return;
    this.#isTrying = true;
    void this.#upstream.tryConnection().finally(() => {
      this.#isTrying = false;
    });
  }
}
