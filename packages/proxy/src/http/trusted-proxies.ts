import { BlockList, isIP } from 'node:net';

/** Peers whose X-Forwarded-* and Forwarded are believed. */
export interface TrustedProxies {
  includes(address: string): boolean;
}

export type ParsedCidrs = { ok: true; trusted: TrustedProxies } | { ok: false; reason: string };

/** Reads addresses and CIDR ranges, IPv4 and IPv6. */
export function trustedProxies(cidrs: readonly string[]): ParsedCidrs {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    const version = isIP(address);
    const bits = version === 6 ? 128 : 32;
    const length = prefix === undefined ? bits : Number(prefix);
    if (version === 0 || !Number.isInteger(length) || length < 0 || length > bits) {
      return { ok: false, reason: `${cidr} is neither an address nor a CIDR range` };
    }
    list.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
  }
  if (cidrs.length === 0) return { ok: true, trusted: { includes: () => false } };
  return {
    ok: true,
    trusted: { includes: (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') },
  };
}
