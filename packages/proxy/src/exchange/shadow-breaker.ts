import { Breaker } from '@delta-guard/gate';

export interface ShadowBreakerOptions {
  /** Failures in a row that open it. */
  failures: number;
  /** How long it stays open before one call may try; doubles with each try that fails, up to the longest. */
  openMs: number;
  openMsMax: number;
  nowMs: () => number;
  onChange(state: 'open' | 'closed'): void;
}

/** How a shadow call ended; `unknown` where it was given up before it could tell. */
export type ShadowOutcome = 'answered' | 'failed' | 'unknown';

/**
 * Spares a candidate that fails all the time, and the connections that wait for it. While it is open exchanges are
 * notCompared(breakerOpen); one call at a time tries whether the candidate is back.
 */
export class ShadowBreaker {
  readonly #options: ShadowBreakerOptions;
  readonly #counter: Breaker;
  #openUntilMs: number | null = null;
  #openMs: number;
  #trying = false;

  constructor(options: ShadowBreakerOptions) {
    this.#options = options;
    this.#counter = new Breaker({ failures: options.failures, clientsMin: 1 });
    this.#openMs = options.openMs;
  }

  /** Whether a call may be made. Each one let in has to be settled once. */
  admit(): boolean {
    if (this.#openUntilMs === null) return true;
    if (this.#trying || this.#options.nowMs() < this.#openUntilMs) return false;
    this.#trying = true;
    return true;
  }

  settle(outcome: ShadowOutcome): void {
    if (outcome === 'answered') this.#close();
    else if (this.#openUntilMs !== null) this.#settleOpen(outcome);
    else if (outcome === 'failed' && this.#counter.observe(true, '')) this.#open();
  }

  get isOpen(): boolean {
    return this.#openUntilMs !== null;
  }

  #settleOpen(outcome: ShadowOutcome): void {
    // Calls from before it opened end here too: only the one that tries says anything new.
    if (!this.#trying) return;
    this.#trying = false;
    if (outcome === 'unknown') return;
    this.#openMs = Math.min(this.#openMs * 2, this.#options.openMsMax);
    this.#openUntilMs = this.#options.nowMs() + this.#openMs;
  }

  #open(): void {
    this.#openUntilMs = this.#options.nowMs() + this.#openMs;
    this.#options.onChange('open');
  }

  #close(): void {
    this.#counter.observe(false, '');
    if (this.#openUntilMs === null) return;
    this.#openUntilMs = null;
    this.#trying = false;
    this.#openMs = this.#options.openMs;
    this.#options.onChange('closed');
  }
}
