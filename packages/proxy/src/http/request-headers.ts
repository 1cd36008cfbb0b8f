import { type ClientHop, withForwarded } from './forwarded.ts';
import { type HeaderList, withoutHeaders } from './header-list.ts';
import { endToEnd, lowerCased } from './hop-by-hop.ts';
import { loopMarkerName } from './loop-marker.ts';

export interface UpstreamHeaders {
  /** For the upstream: end-to-end fields, forwarding added, Host first decided; never Expect, nor a mark of a shadow call. */
  headers: string[];
  expectsContinue: boolean;
}

/** Headers of a client's request as an upstream gets them. `authority`, from an absolute target, wins over Host. */
export function upstreamHeaders(raw: HeaderList, hop: ClientHop, authority: string | null): UpstreamHeaders {
  const { headers, acceptsTrailers } = endToEnd(raw);
  let expectsContinue = false;
  const kept: string[] = [];
  if (authority !== null) kept.push('Host', authority);
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const lowerName = lowerCased(name);
    if (lowerName === 'expect') {
      expectsContinue = true;
      continue;
    }
    if (lowerName === loopMarkerName) continue;
    if (lowerName === 'host' && authority !== null) continue;
    kept.push(name, headers[at + 1] ?? '');
  }
  if (acceptsTrailers) kept.push('TE', 'trailers');
  return { headers: withForwarded(kept, hop), expectsContinue };
}

const conditional = new Set([
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
]);

/** The shadow's copy: without If-*, because a condition would be judged against validators of the other side. */
export function shadowHeaders(headers: HeaderList): string[] {
  return withoutHeaders(headers, (lowerName) => conditional.has(lowerName));
}
