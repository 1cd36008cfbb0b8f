import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, errors } from 'undici';
import type { HeaderList } from '../http/header-list.ts';
import { type AnswerSink, type Call, stopBody, type UpstreamRequest } from './call.ts';
import { busyFailure, callFailure, errorCode } from './call-failure.ts';
import { type CallUnderWay, type ConnectionPool, lookMs, type Slot } from './connection-pool.ts';
import { latin1Headers, latin1Reason } from './latin1-headers.ts';

const raceCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One request over a pooled connection. Repeats it once after a keep-alive race, where that is allowed (P6). */
export class UndiciCall implements Call, CallUnderWay, Dispatcher.DispatchHandler {
  readonly #pool: ConnectionPool;
  readonly #request: UpstreamRequest;
  readonly #sink: AnswerSink;
  #slot: Slot | null = null;
  #stopWaiting: (() => void) | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #started = false;
  #answering = false;
  #hasHead = false;
  #over = false;
  #paused = false;
  #repeated = false;
  /** How long it may stay without a byte; 0 while it waits for none, or undici itself watches. */
  #patienceMs = 0;
  /** Without a byte so far, counted from the first look after the last one. */
  #quietMs = 0;

  constructor(pool: ConnectionPool, request: UpstreamRequest, sink: AnswerSink) {
    this.#pool = pool;
    this.#request = request;
    this.#sink = sink;
  }

  start(): void {
    this.#stopWaiting = this.#pool.acquire(
      (slot) => this.#dispatch(slot),
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
    this.#controller?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#quietMs = -lookMs;
    // undici parses one connection at a time: one must not be resumed from inside another's answer.
    queueMicrotask(() => {
      if (!this.#paused) this.#controller?.resume();
    });
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopWaiting?.();
    stopBody(this.#request);
    this.#controller?.abort(new Error('the call was given up'));
  }

  #dispatch(slot: Slot): void {
    this.#slot = slot;
    slot.underWay = this;
    this.#started = false;
    this.#patienceMs = 0;
    const { method, path, headers, body, headTimeoutMs } = this.#request;
    // undici makes a timer at each step of each request: it watches only those whose own body may stall.
    const [headersTimeout, bodyTimeout] =
      body === null ? [0, 0] : [headTimeoutMs, this.#pool.bodyIdleTimeoutMs];
    slot.client.dispatch(
      { method, path, headers, body, headersTimeout, bodyTimeout, idempotent: false, blocking: false },
      this,
    );
  }

  look(): void {
    if (this.#patienceMs === 0 || this.#paused) return;
    this.#quietMs += lookMs;
    if (this.#quietMs < this.#patienceMs) return;
    this.#patienceMs = 0;
    const { BodyTimeoutError, HeadersTimeoutError } = errors;
    this.#controller?.abort(this.#hasHead ? new BodyTimeoutError() : new HeadersTimeoutError());
  }

  onContinue(): void {
    if (!this.#over) this.#sink.onInformation(100, []);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#started = true;
    this.#slot?.expectHead();
    if (this.#over) controller.abort(new Error('the call was given up'));
  }

  onRequestSent(): void {
    this.#await(this.#request.headTimeoutMs);
    if (!this.#over) this.#sink.onSent(performance.now());
  }

  onResponseStarted(): void {
    this.#answering = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    parsed: IncomingHttpHeaders,
    reason?: string,
  ): void {
    if (this.#over) return;
    const headers = latin1Headers(controller.rawHeaders, parsed);
    if (status < 200) {
      this.#quietMs = -lookMs;
      this.#sink.onInformation(status, headers);
      return;
    }
    this.#hasHead = true;
    this.#await(this.#pool.bodyIdleTimeoutMs);
    this.#sink.onHead(status, latin1Reason(reason ?? ''), headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#quietMs = -lookMs;
    if (!this.#over) this.#sink.onData(chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    const slot = this.#leaveSlot();
    if (slot?.broken) {
      // An answer that lasts until the connection ends looks whole here even where the connection was reset.
      this.#pool.discard(slot);
      this.#fail(new Error('the connection was reset before the answer was whole'));
      return;
    }
    if (slot !== null) {
      slot.answered += 1;
      this.#pool.release(slot);
    }
    if (this.#over) return;
    this.#over = true;
    const trailers: HeaderList = controller.rawTrailers ? latin1Headers(controller.rawTrailers) : [];
    this.#sink.onEnd(trailers, performance.now());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const slot = this.#leaveSlot();
    const wasReused = slot !== null && slot.answered > 0;
    if (slot !== null) this.#pool.discard(slot);
    if (this.#over) return;
    if (this.#mayRepeat(error, wasReused)) {
      this.#repeated = true;
      this.start();
      return;
    }
    this.#fail(error);
  }

  #await(patienceMs: number): void {
    if (this.#request.body !== null) return;
    this.#patienceMs = patienceMs;
    this.#quietMs = -lookMs;
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    stopBody(this.#request);
    this.#sink.onFail(callFailure(error, this.#started));
  }

  #mayRepeat(error: Error, wasReused: boolean): boolean {
    const { method, body } = this.#request;
    if (this.#repeated || !wasReused || !this.#started || this.#answering) return false;
    return safe.has(method) && body === null && raceCodes.has(errorCode(error) ?? '');
  }

  #leaveSlot(): Slot | null {
    const slot = this.#slot;
    if (slot !== null) slot.underWay = null;
    this.#slot = null;
    this.#controller = null;
    return slot;
  }
}
