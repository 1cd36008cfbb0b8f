import { setTimeout as delay } from 'node:timers/promises';
import { isTransient } from './is-transient.ts';

const firstDelayMs = 50;
const delayMsMax = 2_000;

export interface Retries {
  /** After this long the error is handed on. */
  withinMs: number;
  signal: AbortSignal;
  onRetry: (error: unknown, attempt: number) => void;
}

/** Runs the work again after transient errors, with growing pauses. The work must be one transaction or harmless twice. */
export async function withRetries<T>(work: () => Promise<T>, retries: Retries): Promise<T> {
  const end = performance.now() + retries.withinMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = Math.min(firstDelayMs * 2 ** (attempt - 1), delayMsMax) * (0.5 + Math.random() / 2);
      if (!isTransient(error) || retries.signal.aborted || performance.now() + pauseMs > end) throw error;
      retries.onRetry(error, attempt);
      await delay(pauseMs, undefined, { signal: retries.signal }).catch(() => {
        throw error;
      });
    }
  }
}
