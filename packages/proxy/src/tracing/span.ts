/** A span that is over, as it is sent. Times are performance.now(). */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: 'server' | 'client';
  startMs: number;
  endMs: number;
  attributes: Readonly<Record<string, string | number>>;
  /** Why it is an error; null where it is none. */
  error: string | null;
}

/** The body of an OTLP/HTTP request in JSON (opentelemetry-proto, trace/v1). */
export function otlpBody(spans: readonly Span[], resource: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: 'delta-guard' }, spans: spans.map(encoded) }],
      },
    ],
  });
}

function encoded({ parentSpanId, kind, startMs, endMs, attributes, error, ...span }: Span): object {
  return {
    ...span,
    ...(parentSpanId !== null && { parentSpanId }),
    kind: kind === 'server' ? 2 : 3,
    startTimeUnixNano: unixNano(startMs),
    endTimeUnixNano: unixNano(endMs),
    attributes: attributesOf(attributes),
    status: error === null ? {} : { code: 2, message: error },
  };
}

function attributesOf(given: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(given).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

/** 64-bit integers are text in the JSON of protobuf. */
function unixNano(atMs: number): string {
  return String(BigInt(Math.round((performance.timeOrigin + atMs) * 1_000)) * 1_000n);
}
