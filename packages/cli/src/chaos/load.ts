import { Pool } from 'undici';

export interface LoadOptions {
  urls: readonly string[];
  perSecond: number;
  /** What may be under way at a time: a machine that cannot keep up with the rate is asked less, not ever more. */
  inFlightMax?: number;
  /** What a client of the legacy would get for this number, to the byte. */
  expected: (id: number) => string;
  /** `/orders/ID` where it is left out. The ID comes last. */
  path?: (id: number) => string;
  headers?: (id: number) => Record<string, string>;
  /** Told of each answer that came. */
  onAnswer?: (answer: Answer) => void;
}

interface Answer {
  id: number;
  /** Which of the addresses was asked. */
  at: number;
  /** By `performance.now()`. */
  sentAtMs: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  right: boolean;
}

export interface LoadResult {
  sent: number;
  good: number;
  /** What went wrong, by what was seen: a broken connection, another answer. */
  broken: { atMs: number; why: string }[];
  wrong: string[];
}

const sliceMs = 10;
const connectionsPerProxy = 32;

/** Requests at a steady rate, in turn to each address, whatever becomes of those before: an open loop, up to a bound. */
export class Load {
  readonly #options: LoadOptions;
  readonly #pools: Pool[];
  readonly #pending = new Set<Promise<void>>();
  readonly #result: LoadResult = { sent: 0, good: 0, broken: [], wrong: [] };
  #inFlightMax = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#pools = options.urls.map(
      (url) => new Pool(url, { connections: connectionsPerProxy, pipelining: 1 }),
    );
  }

  start(): void {
    const { perSecond, inFlightMax = Number.POSITIVE_INFINITY } = this.#options;
    const startedMs = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedMs) / 1_000) * perSecond);
      while (this.#result.sent < due && this.#pending.size < inFlightMax) this.#send();
    }, sliceMs);
  }

  get sent(): number {
    return this.#result.sent;
  }

  /** The most that were under way at a time since this was asked last. */
  inFlightMax(): number {
    const most = this.#inFlightMax;
    this.#inFlightMax = this.#pending.size;
    return most;
  }

  /** Ends when all that was sent has come back, or broken. */
  async stop(): Promise<LoadResult> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await Promise.all(this.#pending);
    await Promise.all(this.#pools.map((pool) => pool.close()));
    return this.#result;
  }

  #send(): void {
    this.#result.sent += 1;
    const id = this.#result.sent;
    const one = this.#one(id).finally(() => this.#pending.delete(one));
    this.#pending.add(one);
    this.#inFlightMax = Math.max(this.#inFlightMax, this.#pending.size);
  }

  async #one(id: number): Promise<void> {
    const at = id % this.#pools.length;
    const pool = this.#pools[at];
    if (pool === undefined) throw new RangeError('there is no address');
    const sentAtMs = performance.now();
    const headers = this.#options.headers?.(id) ?? {};
    try {
      const path = this.#options.path?.(id) ?? `/orders/${id}`;
      const answer = await pool.request({ path, method: 'GET', headers });
      const { statusCode } = answer;
      const text = await answer.body.text();
      const right = statusCode === 200 && text === this.#options.expected(id);
      this.#options.onAnswer?.({ id, at, sentAtMs, headers: answer.headers, right });
      if (right) this.#result.good += 1;
      else this.#result.wrong.push(`${id}: ${statusCode} ${text.slice(0, 200)}`);
    } catch (error) {
      this.#result.broken.push({
        atMs: Date.now(),
        why: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
