import { type AnswerSink, type Call, stopBody, type UpstreamRequest } from './call.ts';
import { brokenFailure, busyFailure } from './call-failure.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { AnswerHead } from './http1/answer-head.ts';
import type { Breakage, Connection, ConnectionUser } from './http1/connection.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One request over a pooled connection. Repeats it once after a keep-alive race, where that is allowed (P6). */
export class UpstreamCall implements Call, ConnectionUser {
  readonly #pool: ConnectionPool;
  readonly #request: UpstreamRequest;
  readonly #sink: AnswerSink;
  #connection: Connection | null = null;
  #stopWaiting: () => void = nothing;
  #over = false;
  #paused = false;
  #repeated = false;

  constructor(pool: ConnectionPool, request: UpstreamRequest, sink: AnswerSink) {
    this.#pool = pool;
    this.#request = request;
    this.#sink = sink;
  }

  start(): void {
    this.#stopWaiting = this.#pool.acquire(
      (connection) => {
        this.#stopWaiting = nothing;
        this.#connection = connection;
        connection.send(this.#request, this);
      },
      (why) => {
        this.#over = true;
        stopBody(this.#request);
        this.#sink.onFail(busyFailure(why));
      },
      this.#repeated,
    );
  }

  pause(): void {
    this.#paused = true;
    this.#connection?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#connection?.resume();
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopWaiting();
    stopBody(this.#request);
    this.#connection?.destroy();
  }

  onSent(): void {
    if (!this.#over) this.#sink.onSent(performance.now());
  }

  onInterim(head: AnswerHead): void {
    if (!this.#over) this.#sink.onInformation(head.status, head.headers);
  }

  onHead(head: AnswerHead): void {
    if (!this.#over) this.#sink.onHead(head.status, head.reason, head.headers);
  }

  onBody(chunk: Buffer): void {
    if (!this.#over) this.#sink.onData(chunk);
  }

  onWhole(trailers: readonly string[]): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection = null;
    stopBody(this.#request);
    this.#sink.onEnd(trailers, performance.now());
  }

  onBroken(how: Breakage, message: string): void {
    const connection = this.#connection;
    this.#connection = null;
    if (this.#over) return;
    if (connection !== null && this.#mayRepeat(how, connection)) {
      this.#repeated = true;
      this.start();
      return;
    }
    this.#over = true;
    stopBody(this.#request);
    this.#sink.onFail(brokenFailure(how, message));
  }

  /** Nothing came back on a connection that had served before: most likely it was being closed as we wrote. */
  #mayRepeat(how: Breakage, connection: Connection): boolean {
    const { method, body } = this.#request;
    if (how !== 'ended' || this.#repeated || !connection.isReused || connection.hasAnswered) return false;
    return safe.has(method) && body === null;
  }
}

function nothing(): void {}
