/** A request target (RFC 9112, 3.2), or why it is refused. `path` includes the query and starts with `/`, or is `*`. */
export type RequestTarget =
  | { ok: true; path: string; authority: string | null }
  | { ok: false; reason: string };

const authorityPattern = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::[0-9]*)?$/;

/** A Host or authority value: registered name, IPv4 or bracketed IPv6, with or without a port, no user. */
export function isAuthority(value: string): boolean {
  return authorityPattern.test(value);
}

export function parseRequestTarget(target: string, method: string): RequestTarget {
  if (target.includes('#')) return { ok: false, reason: 'a request target cannot hold a fragment' };
  if (target.startsWith('/')) return { ok: true, path: target, authority: null };
  if (target === '*') {
    if (method === 'OPTIONS') return { ok: true, path: '*', authority: null };
    return { ok: false, reason: 'the target * belongs to OPTIONS' };
  }
  return parseAbsolute(target);
}

function parseAbsolute(target: string): RequestTarget {
  const match = /^https?:\/\/([^/?]*)(.*)$/i.exec(target);
  if (match === null) return { ok: false, reason: 'the request target is neither a path nor an http URL' };
  const [, authority = '', rest = ''] = match;
  if (authority === '' || !isAuthority(authority)) {
    return { ok: false, reason: 'the authority in the request target is not valid' };
  }
  return { ok: true, path: rest.startsWith('/') ? rest : `/${rest}`, authority };
}
