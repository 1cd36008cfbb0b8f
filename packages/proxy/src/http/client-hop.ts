import type { IncomingMessage } from 'node:http';
import { type ClientHop, plainAddress } from './forwarded.ts';
import { firstHeader } from './header-list.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** What upstreams are told about where a request came from. `authority` is that of an absolute target. */
export function clientHop(
  request: IncomingMessage,
  authority: string | null,
  trusted: TrustedProxies,
): ClientHop {
  const address = plainAddress(request.socket.remoteAddress ?? '');
  return {
    address,
    host: authority ?? firstHeader(request.rawHeaders, 'host') ?? '',
    proto: 'encrypted' in request.socket ? 'https' : 'http',
    httpVersion: request.httpVersion,
    trusted: trusted.includes(address),
  };
}
