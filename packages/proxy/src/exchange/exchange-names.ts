import { randomBytes } from 'node:crypto';
import { firstHeader, type HeaderList } from '../http/header-list.ts';
import { parseTraceparent } from '../tracing/trace-context.ts';
import type { ExchangeTrace } from '../tracing/tracer.ts';

/** By which an exchange is found again in other logs. */
export interface ExchangeNames {
  /** That of a trusted peer, else one of our own, which nobody but the log ever sees. */
  requestId: string;
  /** What a client that is not trusted sent as its `x-request-id`. */
  clientRequestId?: string;
  traceId?: string;
}

interface Named {
  /** As they came: the same list for all lines about one exchange. */
  headers: HeaderList;
  hop: { trusted: boolean };
  trace?: ExchangeTrace | null | undefined;
}

const idCharsMax = 128;
const run = randomBytes(4).toString('hex');
const own = new WeakMap<HeaderList, string>();
let count = 0;

/** Made when a line is written: an exchange about which nothing is said costs nothing. */
export function exchangeNames({ headers, hop, trace }: Named): ExchangeNames {
  const sent = firstHeader(headers, 'x-request-id')?.slice(0, idCharsMax) ?? '';
  const traceId = trace?.traceId ?? parseTraceparent(firstHeader(headers, 'traceparent') ?? '')?.traceId;
  return {
    requestId: hop.trusted && sent !== '' ? sent : ownId(headers),
    ...(!hop.trusted && sent !== '' && { clientRequestId: sent }),
    ...(traceId !== undefined && { traceId }),
  };
}

function ownId(headers: HeaderList): string {
  const known = own.get(headers);
  if (known !== undefined) return known;
  count += 1;
  const id = `${run}-${count}`;
  own.set(headers, id);
  return id;
}
