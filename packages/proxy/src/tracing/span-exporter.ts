import type { Logger } from 'pino';
import { otlpBody, type Span } from './span.ts';

const queueMax = 4_096;
const batchMax = 512;
const everyMs = 2_000;
const timeoutMs = 5_000;

export interface SpanExporterOptions {
  url: string;
  /** What all spans have in common. */
  resource: Readonly<Record<string, string>>;
  log: Logger;
}

/** Sends spans in batches. It never waits and never grows: what does not fit, or cannot be sent, is dropped and told. */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  readonly #timer: NodeJS.Timeout;
  #queue: Span[] = [];
  #dropped = 0;
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  #failing = false;

  constructor(options: SpanExporterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#send(), everyMs);
    this.#timer.unref();
  }

  add(span: Span): void {
    if (this.#queue.length >= queueMax) this.#dropped += 1;
    else this.#queue.push(span);
    if (this.#queue.length >= batchMax) this.#send();
  }

  /** Sends what is left, in at most one request's time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
    this.#send();
    await this.#sending;
  }

  #send(): void {
    if (this.#isSending || this.#queue.length === 0) return;
    this.#isSending = true;
    const spans = this.#queue;
    this.#queue = [];
    this.#sending = this.#post(spans).finally(() => {
      this.#isSending = false;
    });
  }

  async #post(spans: readonly Span[]): Promise<void> {
    const { url, resource } = this.#options;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: otlpBody(spans, resource),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      this.#tell(response.ok ? null : `status ${response.status}`, spans.length);
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error), spans.length);
    }
  }

  /** Once when it begins to fail and once when it is well again: an outage must not fill the log. */
  #tell(why: string | null, count: number): void {
    if (why !== null) this.#dropped += count;
    if ((why !== null) === this.#failing) return;
    this.#failing = why !== null;
    const { log, url } = this.#options;
    if (why !== null) log.warn({ url, reason: why }, 'spans cannot be sent and are dropped');
    else log.info({ url, dropped: this.#dropped }, 'spans are sent again');
  }
}
