import type { HeaderList } from './header-list.ts';

/** Fields that concern one connection only (RFC 9110, 7.6.1) and so are never passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** What a peer may not have removed by naming it in Connection: it would change routing or framing. */
function isProtected(lowerName: string): boolean {
  return (
    lowerName === 'host' ||
    lowerName === 'content-length' ||
    lowerName === 'forwarded' ||
    lowerName === 'via' ||
    lowerName.startsWith('x-forwarded-')
  );
}

export interface EndToEnd {
  headers: string[];
  /** `TE: trailers` was asked for. */
  acceptsTrailers: boolean;
  /** A Transfer-Encoding was there, so a Content-Length beside it says nothing. */
  hadTransferEncoding: boolean;
}

/** Splits off what ends at this hop: the fixed names and every name that Connection lists. */
export function endToEnd(raw: HeaderList): EndToEnd {
  const listed = connectionOptions(raw);
  const headers: string[] = [];
  let acceptsTrailers = false;
  let hadTransferEncoding = false;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = raw[at + 1] ?? '';
    const lowerName = lowerCased(name);
    if (hopByHop.has(lowerName)) {
      if (lowerName === 'te' && /(?:^|,)\s*trailers\s*(?:,|$)/i.test(value)) acceptsTrailers = true;
      if (lowerName === 'transfer-encoding') hadTransferEncoding = true;
      continue;
    }
    if (listed?.has(lowerName)) continue;
    headers.push(name, value);
  }
  return { headers, acceptsTrailers, hadTransferEncoding };
}

/** Lower-case names that Connection lists and that may be stripped, or null where there are none. */
function connectionOptions(raw: HeaderList): Set<string> | null {
  let options: Set<string> | null = null;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (lowerCased(raw[at] ?? '') !== 'connection') continue;
    for (const option of (raw[at + 1] ?? '').split(',')) {
      const lowerName = option.trim().toLowerCase();
      if (lowerName === '' || lowerName === 'keep-alive' || lowerName === 'close') continue;
      if (isProtected(lowerName)) continue;
      options ??= new Set();
      options.add(lowerName);
    }
  }
  return options;
}

const lowerNames = new Map<string, string>();
const lowerNamesMax = 1_024;

/** Lower-case form of a header name; the few names that traffic repeats are looked up, not computed. */
export function lowerCased(name: string): string {
  const known = lowerNames.get(name);
  if (known !== undefined) return known;
  const lowerName = name.toLowerCase();
  if (lowerNames.size < lowerNamesMax && name.length <= 64) lowerNames.set(name, lowerName);
  return lowerName;
}
