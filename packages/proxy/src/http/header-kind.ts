/** What a header means to a proxy. All that it only passes on is `plain`. */
export type HeaderKind =
  | 'plain'
  /** Concerns one connection only (RFC 9110, 7.6.1) and so is never passed on. */
  | 'hopByHop'
  | 'connection'
  | 'te'
  | 'transferEncoding'
  | 'contentLength'
  | 'host'
  | 'expect'
  | 'via'
  /** Our own mark of a shadow call. */
  | 'mark'
  | 'forwarded'
  | 'forwardedFor'
  | 'forwardedHost'
  | 'forwardedProto'
  /** Any other X-Forwarded-*. */
  | 'forwardedOther'
  /** If-*: to be judged against validators of the side that gave them. */
  | 'condition';

/** Lower-case name of the header on calls that a proxy adds to a client's own. */
export const loopMarkerName = 'delta-guard-shadow';

const kinds = new Map<string, HeaderKind>([
  ['connection', 'connection'],
  ['keep-alive', 'hopByHop'],
  ['proxy-connection', 'hopByHop'],
  ['proxy-authenticate', 'hopByHop'],
  ['proxy-authorization', 'hopByHop'],
  ['upgrade', 'hopByHop'],
  ['te', 'te'],
  ['transfer-encoding', 'transferEncoding'],
  ['content-length', 'contentLength'],
  ['host', 'host'],
  ['expect', 'expect'],
  ['via', 'via'],
  [loopMarkerName, 'mark'],
  ['forwarded', 'forwarded'],
  ['x-forwarded-for', 'forwardedFor'],
  ['x-forwarded-host', 'forwardedHost'],
  ['x-forwarded-proto', 'forwardedProto'],
  ['if-match', 'condition'],
  ['if-none-match', 'condition'],
  ['if-modified-since', 'condition'],
  ['if-unmodified-since', 'condition'],
  ['if-range', 'condition'],
]);

/** Names as traffic writes them, with their kinds: the few that repeat are looked up, not lower-cased each time. */
const known = new Map<string, HeaderKind>();
const knownMax = 2_048;

export function headerKind(name: string): HeaderKind {
  const found = known.get(name);
  if (found !== undefined) return found;
  const lowerName = name.toLowerCase();
  const kind = kinds.get(lowerName) ?? (lowerName.startsWith('x-forwarded-') ? 'forwardedOther' : 'plain');
  if (known.size < knownMax && name.length <= 64) known.set(name, kind);
  return kind;
}
