import type { RequestFacts } from '../exchange/ledger.ts';
import { headerValues } from '../http/header-list.ts';
import type { TrustedProxies } from '../http/trusted-proxies.ts';

/** Longest name of a client that is kept; an address is shorter. */
const lengthMax = 64;

/** Who asked: the peer, or behind trusted proxies the last hop before them that is not trusted itself. */
export function clientAddress({ hop, headers }: RequestFacts, trusted: TrustedProxies): string {
  if (!hop.trusted) return hop.address;
  const hops = headerValues(headers, 'x-forwarded-for')
    .join(',')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const client = hops.findLast((each) => !trusted.includes(each)) ?? hops[0] ?? hop.address;
  return client.slice(0, lengthMax);
}
