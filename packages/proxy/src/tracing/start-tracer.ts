import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { headerValues } from '../http/header-list.ts';
import type { ParsedOptions } from '../options.ts';
import type { Span } from './span.ts';
import { SpanExporter } from './span-exporter.ts';
import { parseTraceparent, type TraceContext, withTraceparent } from './trace-context.ts';
import type { CallSpan, ExchangeTrace, TracedRequest, Tracer } from './tracer.ts';

/** A tracer that sends to an OTLP address. This module is loaded only where one is set. */
export function startTracer(options: ParsedOptions, log: Logger): Tracer | null {
  if (options.tracing === undefined) return null;
  const { otlpUrl, share } = options.tracing;
  const resource = {
    'service.name': 'delta-guard-proxy',
    'service.namespace': options.gateway,
    'service.instance.id': options.instance,
  };
  const exporter = new SpanExporter({ url: otlpUrl.href, resource, log });
  const begin = (request: TracedRequest): ExchangeTrace | null => {
    const parents = headerValues(request.rawHeaders, 'traceparent');
    const parent = parents.length === 1 ? parseTraceparent(parents[0] ?? '') : null;
    // A caller that traces has chosen already.
    if (parent === null ? Math.random() >= share : !parent.sampled) return null;
    return new TracedExchange(request, parent, (span) => exporter.add(span));
  };
  return { begin, close: () => exporter.close() };
}

/** Its spans are sent when its verdict is known, which each of them carries. */
class TracedExchange implements ExchangeTrace {
  readonly traceId: string;
  readonly #spanId = newId(8);
  readonly #parent: TraceContext | null;
  readonly #request: TracedRequest;
  readonly #send: (span: Span) => void;
  readonly #startMs = performance.now();
  readonly #attributes: Record<string, string>;
  /** Spans that wait for the verdict. */
  #waiting: Span[] = [];
  #isOver = false;
  #isAwaited = false;

  constructor(request: TracedRequest, parent: TraceContext | null, send: (span: Span) => void) {
    this.traceId = parent?.traceId ?? newId(16);
    this.#parent = parent;
    this.#request = request;
    this.#send = send;
    const { method, template, stage } = request;
    this.#attributes = {
      'http.request.method': method,
      ...(template !== null && { 'http.route': template }),
      ...(stage !== null && { 'delta_guard.stage': stage }),
    };
  }

  expectVerdict(): void {
    this.#isAwaited = true;
  }

  verdict(verdict: 'match' | 'mismatch' | 'notCompared', reason: string | null): void {
    this.#attributes['delta_guard.verdict'] = verdict;
    if (reason !== null) this.#attributes['delta_guard.not_compared_reason'] = reason;
    this.#isAwaited = false;
    this.#flush();
  }

  call(role: 'primary' | 'shadow', upstream: string): CallSpan {
    const { traceId } = this;
    const spanId = newId(8);
    const startMs = performance.now();
    return {
      headers: (headers) => withTraceparent(headers, { traceId, spanId, sampled: true }),
      end: ({ status, failure }) =>
        this.#add({
          traceId,
          spanId,
          parentSpanId: this.#spanId,
          name: role,
          kind: 'client',
          startMs,
          endMs: performance.now(),
          attributes: { 'server.address': upstream, ...(status > 0 && statusOf(status, 400)) },
          error: failure ?? (status >= 400 ? `status ${status}` : null),
        }),
    };
  }

  end({ status, whole }: { status: number; whole: boolean }): void {
    const { method, template } = this.#request;
    this.#isOver = true;
    this.#add({
      traceId: this.traceId,
      spanId: this.#spanId,
      parentSpanId: this.#parent?.spanId ?? null,
      name: template === null ? method : `${method} ${template}`,
      kind: 'server',
      startMs: this.#startMs,
      endMs: performance.now(),
      attributes: statusOf(status, 500),
      error: whole ? (status >= 500 ? `status ${status}` : null) : 'the client did not get the whole answer',
    });
  }

  #add(span: Span): void {
    this.#waiting.push(span);
    this.#flush();
  }

  #flush(): void {
    if (!this.#isOver || this.#isAwaited) return;
    for (const span of this.#waiting.splice(0)) {
      this.#send({ ...span, attributes: { ...this.#attributes, ...span.attributes } });
    }
  }
}

/** A status from `errorsFrom` on is an error (OpenTelemetry's conventions for HTTP). */
function statusOf(status: number, errorsFrom: number): Record<string, string | number> {
  const error = status >= errorsFrom ? { 'error.type': String(status) } : {};
  return { 'http.response.status_code': status, ...error };
}

function newId(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
