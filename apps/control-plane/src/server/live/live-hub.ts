import type { LiveHint } from '../../contract.ts';

export const liveTopics = ['tallies', 'deltas', 'config', 'instances'] as const;
export type LiveTopic = LiveHint['topics'][number];

const intervalMs = 1_000;
export const listenersMax = 500;

/** Gathers what changed and tells each listener at most once a second. */
export class LiveHub {
  readonly #listeners = new Set<Listener>();
  readonly #now: () => number;
  readonly #outward = new Set<LiveTopic>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What this control plane itself changed; the others are to hear of it as well. */
  note(...topics: LiveTopic[]): void {
    for (const topic of topics) this.#outward.add(topic);
    this.hear(topics);
  }

  /** What changed elsewhere, or is told to every control plane anyway. */
  hear(topics: readonly LiveTopic[]): void {
    for (const listener of this.#listeners) listener.note(topics);
  }

  /** What the other control planes have not been told yet. */
  takeOutward(): LiveTopic[] {
    const topics = [...this.#outward];
    this.#outward.clear();
    return topics;
  }

  /** Hints until the signal aborts. The first one comes with the first change. */
  async *changes(signal: AbortSignal | undefined): AsyncGenerator<LiveHint, void, void> {
    if (this.#listeners.size >= listenersMax)
      throw new Error(`more than ${listenersMax} live pages are open`);
    const listener = new Listener();
    this.#listeners.add(listener);
    const stop = () => listener.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      while (!signal?.aborted) {
        const topics = await listener.take();
        if (topics === null) return;
        yield { topics, atMs: this.#now() };
        await listener.rest(intervalMs);
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#listeners.delete(listener);
    }
  }
}

class Listener {
  readonly #topics = new Set<LiveTopic>();
  #stopped = false;
  #wake: (() => void) | null = null;

  note(topics: readonly LiveTopic[]): void {
    for (const topic of topics) this.#topics.add(topic);
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** What changed since the last time, as soon as something has; null once stopped. */
  async take(): Promise<LiveTopic[] | null> {
    while (this.#topics.size === 0 && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = null;
    if (this.#stopped) return null;
    const topics = [...this.#topics];
    this.#topics.clear();
    return topics;
  }

  /** Waits out the interval; a stop ends it early. */
  async rest(timeoutMs: number): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        if (!this.#stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
