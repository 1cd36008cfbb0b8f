/** What a traced call to one side is. */
export interface CallSpan {
  /** Headers for the upstream, which continue the trace. */
  headers(headers: readonly string[]): string[];
  /** Once. `status` is 0 where no head came, `failure` says why the answer is not whole. */
  end(outcome: { status: number; failure: string | null }): void;
}

/** An exchange that is traced. */
export interface ExchangeTrace {
  readonly traceId: string;
  call(role: 'primary' | 'shadow', upstream: string): CallSpan;
  /** A verdict will come: the spans wait for it. */
  expectVerdict(): void;
  /** Once, where it was expected; `reason` is why the exchange was not compared. */
  verdict(verdict: 'match' | 'mismatch' | 'notCompared', reason: string | null): void;
  /** The client has its answer, or is gone. */
  end(outcome: { status: number; whole: boolean }): void;
}

export interface TracedRequest {
  method: string;
  rawHeaders: readonly string[];
  /** Template of the route, or null; never the target itself, which may hold ids of people. */
  template: string | null;
  stage: string | null;
}

/** Chooses what is traced; null where an exchange is not. */
export interface Tracer {
  begin(request: TracedRequest): ExchangeTrace | null;
  /** Sends what is left. */
  close(): Promise<void>;
}
