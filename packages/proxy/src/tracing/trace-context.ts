/** W3C Trace Context, version 00 and what later ones have in common with it. */
export interface TraceContext {
  traceId: string;
  spanId: string;
  sampled: boolean;
}

/** Reads a `traceparent`; null where it is not one, and then a trace begins anew. */
export function parseTraceparent(value: string): TraceContext | null {
  const found = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(value.trim());
  if (found === null) return null;
  const [, version, traceId = '', spanId = '', flags = '', more] = found;
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Headers with this context in the place of any other. */
export function withTraceparent(
  headers: readonly string[],
  { traceId, spanId, sampled }: TraceContext,
): string[] {
  const value = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  const changed: string[] = [];
  let placed = false;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (name.length !== 11 || name.toLowerCase() !== 'traceparent') changed.push(name, headers[at + 1] ?? '');
    else if (!placed) {
      placed = true;
      changed.push(name, value);
    }
  }
  if (!placed) changed.push('traceparent', value);
  return changed;
}
