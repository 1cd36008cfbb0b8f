import { type ClientHop, withForwarded } from './forwarded.ts';
import { type HeaderList, withoutHeaders } from './header-list.ts';
import { endToEnd, lowerCased } from './hop-by-hop.ts';
import { loopMarkerName } from './loop-marker.ts';

/**
 * Headers of a client's request as an upstream gets them: what ends at this hop left out, forwarding added, a mark of a
 * shadow call left out. `authority`, from an absolute target, wins over Host.
 */
export function upstreamHeaders(raw: HeaderList, hop: ClientHop, authority: string | null): string[] {
  const { headers, acceptsTrailers } = endToEnd(raw);
  const kept: string[] = [];
  if (authority !== null) kept.push('Host', authority);
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const lowerName = lowerCased(name);
    if (lowerName === loopMarkerName) continue;
    if (lowerName === 'host' && authority !== null) continue;
    kept.push(name, headers[at + 1] ?? '');
  }
  if (acceptsTrailers) kept.push('Connection', 'TE', 'TE', 'trailers');
  return withForwarded(kept, hop);
}

/** Left out of the other side's copy: it would be judged against validators of the primary, or is about its body only. */
const primaryOnly = new Set([
  'expect',
  'trailer',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
]);

/** The headers of the other side's copy of a request. */
export function otherSideHeaders(headers: HeaderList): string[] {
  return withoutHeaders(headers, (lowerName) => primaryOnly.has(lowerName));
}
