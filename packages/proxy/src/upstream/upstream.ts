import type { AnswerSink, Call, UpstreamRequest } from './call.ts';
import { ConnectionPool, type PoolLimits } from './connection-pool.ts';
import { UpstreamCall } from './upstream-call.ts';

/** One pool of connections to a fixed origin. An upstream that plays two roles has one of these for each. */
export class Upstream {
  readonly origin: URL;
  readonly limits: PoolLimits;
  readonly #pool: ConnectionPool;
  /** Whether the last attempt reached it, told by those who call; null before the first. */
  reachable: boolean | null = null;

  constructor(origin: URL, limits: PoolLimits) {
    this.origin = origin;
    this.limits = limits;
    this.#pool = new ConnectionPool(origin, limits);
  }

  call(request: UpstreamRequest, sink: AnswerSink): Call {
    const call = new UpstreamCall(this.#pool, request, sink);
    call.start();
    return call;
  }

  close(): void {
    this.#pool.close();
  }
}
