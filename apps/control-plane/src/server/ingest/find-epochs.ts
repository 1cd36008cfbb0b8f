import { Prisma, type Transaction } from '@delta-guard/db';
import { z } from 'zod';
import { buildName } from './build-name.ts';

export interface EpochRef {
  id: string;
  routeId: string;
  ordinal: number;
  /** The build that it is of; null as long as none was named. */
  build: string | null;
  /** From this second on it sums up what may be in its window. */
  windowSecond: number;
}

/** Under what something was seen on a route. */
export interface SeenUnder {
  routeId: string;
  revision: number;
  build: string | null;
}

/** Which epoch counts it. */
export type EpochFinder = (event: SeenUnder) => EpochRef | null;

/**
 * Finds the epochs of events and locks them, in one order for all, until the transaction ends. An event counts to the
 * epoch with its rules, policy and build: the config revision tells the first two. A late one counts to an older epoch,
 * and so does one of an older build, whenever it comes. Without a build the revision decides.
 */
export async function findAndLockEpochs(
  tx: Transaction,
  gatewayId: string,
  events: readonly SeenUnder[],
): Promise<EpochFinder> {
  const wanted = new Map(
    events.map(({ routeId, revision, build }) => {
      const under = { routeId, revision, build: buildName(build) };
      return [key(under), under];
    }),
  );
  if (wanted.size === 0) return () => null;
  const rows = await tx.$queryRaw<FoundRow[]>`
    select wanted."routeId", wanted."revision", wanted."build" as "wantedBuild", found.id, found.ordinal, found.build
    from json_to_recordset(${JSON.stringify([...wanted.values()])}::json)
      as wanted("routeId" uuid, "revision" bigint, "build" text)
    join route on route.id = wanted."routeId" and route.gateway_id = ${gatewayId}::uuid
    join lateral (
      select id, ordinal, build from (
        select id, ordinal, build, ended_at, from_revision,
          rules_revision = max(rules_revision) over () as same_rules
        from epoch where epoch.route_id = route.id and epoch.rules_revision <= wanted."revision"
      ) epoch
      where wanted."build" is not null or from_revision <= wanted."revision"
      order by
        wanted."build" is not null and same_rules and build is not distinct from wanted."build" desc,
        wanted."build" is not null and same_rules and build is null desc,
        wanted."build" is not null and build is not distinct from wanted."build" desc,
        wanted."build" is not null and ended_at is not null
          and not (same_rules and build is not distinct from wanted."build") desc,
        ordinal desc
      limit 1
    ) found on true`;
  const locked = await lockEpochs(tx, [...new Set(rows.map((row) => row.id))]);
  const found = new Map<string, EpochRef>();
  for (const { routeId, revision, wantedBuild, id, ordinal, build } of rows) {
    const under = { routeId, revision: Number(revision), build: wantedBuild };
    found.set(key(under), { id, routeId, ordinal, build, windowSecond: locked.get(id) ?? 0 });
  }
  return ({ routeId, revision, build }) =>
    found.get(key({ routeId, revision, build: buildName(build) })) ?? null;
}

interface FoundRow {
  routeId: string;
  revision: bigint;
  wantedBuild: string | null;
  id: string;
  ordinal: number;
  build: string | null;
}

/** Before a batch changes routes: what that locks would else come before epochs that come first in the order. */
export async function lockAllEpochs(tx: Transaction, routeIds: readonly string[]): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    select 1 from epoch where route_id = any(${[...routeIds]}::uuid[])
    order by route_id, ordinal for no key update`);
}

/**
 * Returns what may have changed until they were locked: from which second on each sums up its window. As one text, since
 * hundreds of rows would cost this most frequent of all transactions more than the lock.
 */
async function lockEpochs(tx: Transaction, ids: string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const [row] = await tx.$queryRaw<{ seconds: string | null }[]>`
    with locked as materialized (
      select id, window_second from epoch where id = any(${ids}::uuid[])
      order by route_id, ordinal for no key update
    )
    select json_object_agg(id, window_second)::text as seconds from locked`;
  return new Map(Object.entries(windowSeconds.parse(JSON.parse(row?.seconds ?? '{}'))));
}

const windowSeconds = z.record(z.string(), z.number());

function key({ routeId, revision, build }: SeenUnder): string {
  return JSON.stringify([routeId, revision, build]);
}
