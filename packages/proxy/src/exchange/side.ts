import type { HeaderList } from '../http/header-list.ts';
import type { CallSpan } from '../tracing/tracer.ts';
import type { AnswerSink, Call, UpstreamRequest } from '../upstream/call.ts';
import { type CallFailure, deadlineFailure } from '../upstream/call-failure.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Capture } from './capture.ts';

export type SideState = 'idle' | 'waiting' | 'answering' | 'ended' | 'failed';

/** Hears one side of an exchange. */
export interface SideObserver {
  onInformation(side: Side, status: number, headers: HeaderList): void;
  onHead(side: Side): void;
  onData(side: Side, chunk: Buffer): void;
  /** The answer is whole, or the side failed: see `state`. */
  onOver(side: Side): void;
}

/** One side's part in an exchange: the call, what came of it, when, and a copy of its body where one is wanted. */
export class Side implements AnswerSink {
  readonly upstream: Upstream;
  readonly #observer: SideObserver;
  #call: Call | null = null;
  #span: CallSpan | null = null;
  #deadline: NodeJS.Timeout | null = null;
  #endsWithHead = false;
  state: SideState = 'idle';
  status = 0;
  reason = '';
  headers: string[] = [];
  trailers: HeaderList = [];
  failure: CallFailure | null = null;
  /** Interim answers so far. */
  informations = 0;
  capture: Capture | null = null;
  /** performance.now() of the call, of the last request byte out and of the last response byte in. */
  calledAtMs = 0;
  #sentAtMs: number | null = null;
  #overAtMs = 0;

  constructor(upstream: Upstream, observer: SideObserver) {
    this.upstream = upstream;
    this.#observer = observer;
  }

  call(request: UpstreamRequest): void {
    this.state = 'waiting';
    this.calledAtMs = performance.now();
    this.#span = request.span?.(this.upstream.origin.host) ?? null;
    const headers = this.#span?.headers(request.headers);
    this.#call = this.upstream.call(headers === undefined ? request : { ...request, headers }, this);
  }

  /** The whole answer must be there by then, else the side fails with a timeout. */
  limitWhole(timeoutMs: number): void {
    this.#deadline = setTimeout(() => this.#passDeadline(timeoutMs), timeoutMs);
  }

  /** The head must be there by then, else the side fails with a timeout; the body may take as long as it takes. */
  limitHead(timeoutMs: number): void {
    this.#endsWithHead = true;
    this.limitWhole(timeoutMs);
  }

  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  /** Ends the call as failed. */
  giveUp(message: string): void {
    this.#failWith({ failure: 'reset', code: 'upstreamInvalid', message, unreachable: false });
  }

  /** Ends the call without a word to the observer. */
  abort(): void {
    this.#clearDeadline();
    this.#call?.abort();
    this.#call = null;
    if (this.#span !== null) this.#endSpan(this.failure?.message ?? 'given up');
  }

  /** Its head is there: what is still to come is a body. */
  get hasAnswered(): boolean {
    return this.state === 'answering' || this.state === 'ended';
  }

  get isOver(): boolean {
    return this.state === 'ended' || this.state === 'failed';
  }

  /** From the last request byte written to the last response byte read (or the failure), in ms. */
  get timeMs(): number {
    const from = this.#sentAtMs ?? this.calledAtMs;
    return Math.max(0, this.#overAtMs - from);
  }

  onSent(atMs: number): void {
    this.#sentAtMs = atMs;
  }

  onInformation(status: number, headers: HeaderList): void {
    this.informations += 1;
    this.#observer.onInformation(this, status, headers);
  }

  onHead(status: number, reason: string, headers: string[]): void {
    this.state = 'answering';
    this.status = status;
    this.reason = reason;
    this.headers = headers;
    this.upstream.noteReach(true);
    if (this.#endsWithHead) this.#clearDeadline();
    this.#observer.onHead(this);
  }

  onData(chunk: Buffer): void {
    this.#observer.onData(this, chunk);
  }

  onEnd(trailers: HeaderList, atMs: number): void {
    this.trailers = trailers;
    this.#finish('ended', atMs);
  }

  onFail(failure: CallFailure): void {
    if (failure.unreachable) this.upstream.noteReach(false, failure.message);
    this.failure = failure;
    this.#finish('failed', performance.now());
  }

  #passDeadline(timeoutMs: number): void {
    this.#deadline = null;
    this.#failWith(deadlineFailure(timeoutMs));
  }

  #failWith(failure: CallFailure): void {
    this.failure = failure;
    this.abort();
    this.#finish('failed', performance.now());
  }

  #finish(state: 'ended' | 'failed', atMs: number): void {
    this.#clearDeadline();
    this.#call = null;
    this.state = state;
    this.#overAtMs = atMs;
    if (this.#span !== null) this.#endSpan(this.failure?.message ?? null);
    this.#observer.onOver(this);
  }

  #endSpan(failure: string | null): void {
    this.#span?.end({ status: this.status, failure });
    this.#span = null;
  }

  #clearDeadline(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#deadline = null;
  }
}
