export interface ClientHop {
  /** Address of the peer on the client's side. */
  address: string;
  host: string;
  proto: 'http' | 'https';
  httpVersion: string;
  /** What the peer says about those before it is believed. */
  trusted: boolean;
}

/** What a trusted peer said about the hops before it. */
export interface EarlierHops {
  forwardedFor: string;
  forwarded: string;
  hasHost: boolean;
  hasProto: boolean;
}

const viaName = 'delta-guard';

/** Adds what the next hop must know of the client: X-Forwarded-For, -Host and -Proto, Forwarded (RFC 7239) and Via. */
export function addForwarded(headers: string[], hop: ClientHop, earlier: EarlierHops | null): void {
  headers.push('X-Forwarded-For', joined(earlier?.forwardedFor, hop.address));
  if (earlier?.hasHost !== true && hop.host !== '') headers.push('X-Forwarded-Host', hop.host);
  if (earlier?.hasProto !== true) headers.push('X-Forwarded-Proto', hop.proto);
  headers.push('Forwarded', joined(earlier?.forwarded, forwardedElement(hop)));
  headers.push('Via', hop.httpVersion === '1.1' ? `1.1 ${viaName}` : `${hop.httpVersion} ${viaName}`);
}

/** A list with one more element. */
export function joined(list: string | undefined, element: string): string {
  return list === undefined || list === '' ? element : `${list}, ${element}`;
}

function forwardedElement({ address, host, proto }: ClientHop): string {
  const node = address.includes(':') ? `"[${address}]"` : address;
  if (host === '') return `for=${node};proto=${proto}`;
  return `for=${node};host=${/^[A-Za-z0-9._-]+$/.test(host) ? host : `"${host}"`};proto=${proto}`;
}

/** An IPv4 address that arrived on an IPv6 socket, as IPv4. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
