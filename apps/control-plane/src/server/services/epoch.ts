import type { EpochCause } from '../../contract.ts';
import type { Change } from './change.ts';

/** Ends the running epoch of a route and begins the next, from the config revision of this change on. */
export async function beginEpoch(change: Change, routeId: string, cause: EpochCause): Promise<number> {
  const begun = await beginEpochs(change, [routeId], cause);
  const ordinal = begun.get(routeId);
  if (ordinal === undefined) throw new Error(`no epoch was begun for route ${routeId}`);
  return ordinal;
}

/**
 * The same for many routes at once, locked in the order in which ingest locks them. The build stays that of the epoch
 * before. Returns the ordinals by route.
 */
export async function beginEpochs(
  change: Change,
  routeIds: readonly string[],
  cause: EpochCause,
): Promise<Map<string, number>> {
  if (routeIds.length === 0) return new Map();
  const ids = [...routeIds];
  const fromRevision = await change.revision();
  await endEpochs(change, ids);
  const rows = await change.tx.$queryRaw<{ routeId: string; ordinal: number }[]>`
    insert into epoch (route_id, ordinal, from_revision, rules_revision, from_version, started_at, started_by, build,
      build_second)
    select route.id, coalesce(before.ordinal, 0) + 1, ${fromRevision}::bigint, ${fromRevision}::bigint,
      route.version, ${change.now}, ${cause}, before.build, before.build_second
    from route
    left join lateral (
      select ordinal, build, build_second from epoch where route_id = route.id order by ordinal desc limit 1
    ) before on true
    where route.id = any(${ids}::uuid[])
    returning route_id as "routeId", ordinal`;
  return new Map(rows.map(({ routeId, ordinal }) => [routeId, ordinal]));
}

export interface NamedBuild {
  build: string;
  /**
   * Unix second in which it answered; null where it was only announced. One that answers already is proven from its
   * first answer on, whatever revision that was planned under; one that is announced from the next revision on.
   */
  seenAtS: number | null;
}

/** The next epoch of a route under the same rules and policy, for another build. */
export async function beginEpochOfBuild(
  change: Change,
  routeId: string,
  { build, seenAtS }: NamedBuild,
): Promise<number> {
  const fromRevision = seenAtS === null ? await change.revision() : null;
  await endEpochs(change, [routeId]);
  const [row] = await change.tx.$queryRaw<{ ordinal: number }[]>`
    insert into epoch (route_id, ordinal, from_revision, rules_revision, from_version, started_at, started_by, build,
      build_second)
    select route.id, before.ordinal + 1, coalesce(${fromRevision}::bigint, before.from_revision),
      before.rules_revision, route.version, ${change.now}, 'build', ${build}, ${seenAtS}::bigint
    from route
    join lateral (select * from epoch where route_id = route.id order by ordinal desc limit 1) before on true
    where route.id = ${routeId}::uuid
    returning ordinal`;
  if (!row) throw new Error(`no epoch was begun for route ${routeId}`);
  return row.ordinal;
}

async function endEpochs(change: Change, ids: string[]): Promise<void> {
  await change.tx.$executeRaw`
    select 1 from epoch where route_id = any(${ids}::uuid[]) and ended_at is null
    order by route_id, ordinal for no key update`;
  await change.tx.epoch.updateMany({
    where: { routeId: { in: ids }, endedAt: null },
    data: { endedAt: change.now },
  });
}
