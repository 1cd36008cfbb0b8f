import { Worker } from 'node:worker_threads';

/** By `performance.now()`. */
type Span = readonly [fromMs: number, toMs: number];

/**
 * When the machine itself stood still, as where it is shared, seen by a thread that does nothing else: what clients waited
 * for in that time was no answer of ours.
 */
export class HeldUp {
  readonly #spans: Span[] = [];
  readonly #thread = new Worker(new URL('./held-up-main.ts', import.meta.url), { execArgv: [] });

  constructor() {
    this.#thread.on('message', ([fromMs, toMs]: Span) => {
      this.#spans.push([fromMs - performance.timeOrigin, toMs - performance.timeOrigin]);
    });
  }

  /** Of the time between the two, the part in which the machine ran. */
  ranMs(fromMs: number, toMs: number): number {
    let ranMs = toMs - fromMs;
    for (const [from, to] of this.#spans) ranMs -= Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs));
    return ranMs;
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
