import { loopMarkerName } from '../http/header-kind.ts';
import type { LoopMarker } from '../http/loop-marker.ts';
import { passedTrailers } from '../http/passed-trailers.ts';
import { withoutConditions } from '../http/request-headers.ts';
import type { UpstreamRequest } from '../upstream/call.ts';
import type { Capture } from './capture.ts';
import type { Incoming } from './incoming.ts';
import { type BodyObserver, RequestBody } from './request-body.ts';

export interface BodyCopy {
  capture: Capture;
  observer: BodyObserver;
}

/** The request for the primary: its body streams through as it comes, a copy of it may be kept beside. */
export function primaryRequest(
  incoming: Incoming,
  headTimeoutMs: number,
  copy: BodyCopy | null,
): UpstreamRequest {
  const { request } = incoming;
  const body = incoming.hasBody
    ? new RequestBody(request, copy?.capture ?? null, copy?.observer ?? null)
    : null;
  return {
    method: incoming.method,
    path: incoming.path,
    headers: incoming.headers,
    body,
    trailers: incoming.announcesTrailers ? () => passedTrailers(request.rawTrailers) : null,
    expectsContinue: incoming.expectsContinue,
    headTimeoutMs,
    span: spanOf(incoming, 'primary'),
  };
}

/** The same request for the other side, marked, with the body whole and without conditions that only the primary's validators meet. */
export function otherRequest(
  incoming: Incoming,
  body: Buffer | null,
  options: { headTimeoutMs: number; marker: LoopMarker },
): UpstreamRequest {
  const { headers, hasConditions } = incoming;
  return {
    method: incoming.method,
    path: incoming.path,
    headers: [
      ...(hasConditions ? withoutConditions(headers) : headers),
      loopMarkerName,
      options.marker.value(),
    ],
    body,
    trailers: null,
    expectsContinue: false,
    headTimeoutMs: options.headTimeoutMs,
    span: spanOf(incoming, 'shadow'),
  };
}

function spanOf({ trace }: Incoming, role: 'primary' | 'shadow'): UpstreamRequest['span'] {
  return trace === null ? undefined : (upstream) => trace.call(role, upstream);
}
