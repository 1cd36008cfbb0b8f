import type { IncomingMessage } from 'node:http';
import type { ClientResponse } from '../http/client-response.ts';
import type { ClientHop } from '../http/forwarded.ts';
import type { ExchangeTrace } from '../tracing/tracer.ts';
import type { RequestFacts } from './ledger.ts';

/** A client's request that was let in, with the headers that upstreams get. */
export interface Incoming {
  request: IncomingMessage;
  client: ClientResponse;
  hop: ClientHop;
  method: string;
  /** Origin-form with its query, or `*`. */
  path: string;
  headers: string[];
  /** If-* are among the headers. */
  hasConditions: boolean;
  hasBody: boolean;
  expectsContinue: boolean;
  announcesTrailers: boolean;
  /** A shadow call of this gateway that came round: never fanned out again. */
  looped: boolean;
  /** Null where the exchange is not traced. */
  trace: ExchangeTrace | null;
}

/** The client left before its request was whole. */
export function brokeOff(incoming: Incoming): boolean {
  return incoming.request.destroyed && !incoming.request.complete;
}

export function factsOf(incoming: Incoming): RequestFacts {
  return {
    method: incoming.method,
    target: incoming.path,
    headers: incoming.request.rawHeaders,
    body: null,
    hop: incoming.hop,
    atMs: Date.now(),
    trace: incoming.trace,
  };
}
