import type { Transaction } from '@delta-guard/db';
import type { KeyCarried } from '../../contract.ts';

/** Ten minutes. */
const spanS = 600;

/**
 * How many of the newest requests of a route carried its sticky key; null where none were counted for it. Only those of
 * the newest config are told: before it the key may have been another one.
 */
export async function loadKeyCarried(
  tx: Transaction,
  routeId: string,
  nowMs: number,
): Promise<KeyCarried | null> {
  const from = Math.floor(nowMs / 1_000) - spanS;
  const [row] = await tx.$queryRaw<{ requests: bigint; keyed: bigint }[]>`
    select coalesce(sum(requests), 0)::bigint as requests, coalesce(sum(keyed), 0)::bigint as keyed
    from (
      select requests, keyed, revision, max(revision) over () as newest from tally
      where route_id = ${routeId}::uuid and second >= ${from} and keyed is not null
    ) told where revision = newest`;
  const requests = Number(row?.requests ?? 0);
  return requests === 0 ? null : { requests, keyed: Number(row?.keyed ?? 0) };
}
