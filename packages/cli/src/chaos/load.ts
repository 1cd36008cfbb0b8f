import { Pool } from 'undici';

export interface LoadOptions {
  urls: readonly string[];
  perSecond: number;
  /** What a client of the legacy would get for this number, to the byte. */
  expected: (id: number) => string;
}

export interface LoadResult {
  sent: number;
  good: number;
  /** What went wrong, by what was seen: a broken connection, another answer. */
  broken: { atMs: number; why: string }[];
  wrong: string[];
}

const sliceMs = 20;
const connectionsPerProxy = 32;

/** Requests at a steady rate, in turn to each address, whatever becomes of those before: an open loop. */
export class Load {
  readonly #options: LoadOptions;
  readonly #pools: Pool[];
  readonly #pending = new Set<Promise<void>>();
  readonly #result: LoadResult = { sent: 0, good: 0, broken: [], wrong: [] };
  #timer: NodeJS.Timeout | null = null;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#pools = options.urls.map(
      (url) => new Pool(url, { connections: connectionsPerProxy, pipelining: 1 }),
    );
  }

  start(): void {
    const startedMs = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedMs) / 1_000) * this.#options.perSecond);
      while (this.#result.sent < due) this.#send();
    }, sliceMs);
  }

  get sent(): number {
    return this.#result.sent;
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
    const pool = this.#pools[id % this.#pools.length];
    if (pool === undefined) throw new RangeError('there is no address');
    const one = this.#one(pool, id).finally(() => this.#pending.delete(one));
    this.#pending.add(one);
  }

  async #one(pool: Pool, id: number): Promise<void> {
    try {
      const { statusCode, body } = await pool.request({ path: `/orders/${id}`, method: 'GET' });
      const text = await body.text();
      if (statusCode === 200 && text === this.#options.expected(id)) this.#result.good += 1;
      else this.#result.wrong.push(`${id}: ${statusCode} ${text.slice(0, 200)}`);
    } catch (error) {
      this.#result.broken.push({
        atMs: Date.now(),
        why: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
