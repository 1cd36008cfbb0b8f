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

class TracedExchange implements ExchangeTrace {
  readonly traceId: string;
  readonly #spanId = newId(8);
  readonly #parent: TraceContext | null;
  readonly #request: TracedRequest;
  readonly #add: (span: Span) => void;
  readonly #startMs = performance.now();

  constructor(request: TracedRequest, parent: TraceContext | null, add: (span: Span) => void) {
    this.traceId = parent?.traceId ?? newId(16);
    this.#parent = parent;
    this.#request = request;
    this.#add = add;
  }

  call(role: 'primary' | 'shadow', upstream: string): CallSpan {
    const { traceId } = this;
    const spanId = newId(8);
    const startMs = performance.now();
    const attributes = { 'http.request.method': this.#request.method, 'server.address': upstream };
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
          attributes: { ...attributes, ...(status > 0 && { 'http.response.status_code': status }) },
          error: failure,
        }),
    };
  }

  end({ status, whole }: { status: number; whole: boolean }): void {
    const { method, template, stage } = this.#request;
    this.#add({
      traceId: this.traceId,
      spanId: this.#spanId,
      parentSpanId: this.#parent?.spanId ?? null,
      name: template === null ? method : `${method} ${template}`,
      kind: 'server',
      startMs: this.#startMs,
      endMs: performance.now(),
      attributes: {
        'http.request.method': method,
        'http.response.status_code': status,
        ...(template !== null && { 'http.route': template }),
        ...(stage !== null && { 'delta_guard.stage': stage }),
      },
      error: whole ? (status >= 500 ? `status ${status}` : null) : 'the client did not get the whole answer',
    });
  }
}

function newId(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
