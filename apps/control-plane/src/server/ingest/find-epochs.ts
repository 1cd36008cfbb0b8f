import { Prisma, type Transaction } from '@delta-guard/db';

export interface EpochRef {
  id: string;
  routeId: string;
  ordinal: number;
}

/** Which epoch counts what was seen on a route under a config revision. */
export type EpochFinder = (routeId: string, revision: number) => EpochRef | null;

/**
 * Finds the epochs of events and locks them, in one order for all, until the transaction ends. An event counts to the
 * epoch that its config revision belongs to, so a late one counts to an older epoch.
 */
export async function findAndLockEpochs(
  tx: Transaction,
  gatewayId: string,
  events: readonly { routeId: string; revision: number }[],
): Promise<EpochFinder> {
  const wanted = new Map(
    events.map(({ routeId, revision }) => [key(routeId, revision), { routeId, revision }]),
  );
  if (wanted.size === 0) return () => null;
  const rows = await tx.$queryRaw<{ routeId: string; revision: bigint; id: string; ordinal: number }[]>`
    select wanted."routeId", wanted."revision", epoch.id, epoch.ordinal
    from json_to_recordset(${JSON.stringify([...wanted.values()])}::json) as wanted("routeId" uuid, "revision" bigint)
    join route on route.id = wanted."routeId" and route.gateway_id = ${gatewayId}::uuid
    join lateral (
      select id, ordinal from epoch
      where epoch.route_id = route.id and epoch.from_revision <= wanted."revision"
      order by from_revision desc limit 1
    ) epoch on true`;
  const found = new Map<string, EpochRef>();
  for (const { routeId, revision, id, ordinal } of rows) {
    found.set(key(routeId, Number(revision)), { id, routeId, ordinal });
  }
  await lockEpochs(tx, [...new Set(rows.map((row) => row.id))]);
  return (routeId, revision) => found.get(key(routeId, revision)) ?? null;
}

async function lockEpochs(tx: Transaction, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    select 1 from epoch where id = any(${ids}::uuid[]) order by route_id, ordinal for no key update`);
}

function key(routeId: string, revision: number): string {
  return `${routeId} ${revision}`;
}
