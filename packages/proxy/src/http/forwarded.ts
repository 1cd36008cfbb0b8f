import type { HeaderList } from './header-list.ts';
import { lowerCased } from './hop-by-hop.ts';

export interface ClientHop {
  /** Address of the peer on the client's side. */
  address: string;
  host: string;
  proto: 'http' | 'https';
  httpVersion: string;
  /** What the peer says about those before it is believed. */
  trusted: boolean;
}

const viaName = 'delta-guard';

/**
 * Adds what the next hop must know of the client: X-Forwarded-For, -Host and -Proto, Forwarded (RFC 7239) and Via.
 * What an untrusted peer sent of X-Forwarded-* and Forwarded is replaced.
 */
export function withForwarded(headers: HeaderList, hop: ClientHop): string[] {
  const kept: string[] = [];
  const earlier: { for: string[]; forwarded: string[]; hasHost: boolean; hasProto: boolean } = {
    for: [],
    forwarded: [],
    hasHost: false,
    hasProto: false,
  };
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const value = headers[at + 1] ?? '';
    const lowerName = lowerCased(name);
    const aboutForwarding = lowerName === 'forwarded' || lowerName.startsWith('x-forwarded-');
    if (aboutForwarding && !hop.trusted) continue;
    if (lowerName === 'x-forwarded-for') earlier.for.push(value);
    else if (lowerName === 'forwarded') earlier.forwarded.push(value);
    else kept.push(name, value);
    if (lowerName === 'x-forwarded-host') earlier.hasHost = true;
    if (lowerName === 'x-forwarded-proto') earlier.hasProto = true;
  }
  const address = plainAddress(hop.address);
  kept.push('X-Forwarded-For', [...earlier.for, address].join(', '));
  if (!earlier.hasHost && hop.host !== '') kept.push('X-Forwarded-Host', hop.host);
  if (!earlier.hasProto) kept.push('X-Forwarded-Proto', hop.proto);
  kept.push('Forwarded', [...earlier.forwarded, forwardedElement(address, hop)].join(', '));
  kept.push('Via', `${hop.httpVersion} ${viaName}`);
  return kept;
}

function forwardedElement(address: string, hop: ClientHop): string {
  const node = address.includes(':') ? `"[${address}]"` : address;
  const host =
    hop.host === '' ? '' : `;host=${/^[A-Za-z0-9._-]+$/.test(hop.host) ? hop.host : `"${hop.host}"`}`;
  return `for=${node}${host};proto=${hop.proto}`;
}

/** An IPv4 address that arrived on an IPv6 socket, as IPv4. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
