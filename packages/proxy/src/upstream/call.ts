import { Readable } from 'node:stream';
import type { HeaderList } from '../http/header-list.ts';
import type { CallSpan } from '../tracing/tracer.ts';
import type { CallFailure } from './call-failure.ts';

/** One request to an upstream. `path` starts with `/` or is `*`; `body` null means that there is none. */
export interface UpstreamRequest {
  method: string;
  path: string;
  headers: string[];
  body: Readable | Uint8Array | null;
  /** Fields the client announced to send after its body, known when the body has ended; null where it announced none. */
  trailers: (() => HeaderList) | null;
  /** Ask the upstream to agree before the body is sent. */
  expectsContinue: boolean;
  /** From the last request byte to the response's head. */
  headTimeoutMs: number;
  /** Begins the span of this call, named by its upstream; absent where the exchange is not traced. */
  span?: ((upstream: string) => CallSpan) | undefined;
}

/** Hears how a call goes, in this order; `onEnd` or `onFail` comes last and once. Times are performance.now(). */
export interface AnswerSink {
  onSent(atMs: number): void;
  onInformation(status: number, headers: HeaderList): void;
  onHead(status: number, reason: string, headers: string[]): void;
  onData(chunk: Buffer): void;
  onEnd(trailers: HeaderList, atMs: number): void;
  onFail(failure: CallFailure): void;
}

export interface Call {
  pause(): void;
  resume(): void;
  /** Ends the call; its sink hears nothing more. */
  abort(): void;
}

/** Nobody reads the request's body any more: whoever feeds it may go on without us. */
export function stopBody(request: UpstreamRequest): void {
  if (request.body instanceof Readable) request.body.destroy();
}
