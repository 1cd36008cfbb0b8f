import type { EpochCause } from '../../contract.ts';
import type { Change } from './change.ts';

/** Ends the running epoch of a route and begins the next, from the config revision of this change on. */
export async function beginEpoch(change: Change, routeId: string, cause: EpochCause): Promise<number> {
  const begun = await beginEpochs(change, [routeId], cause);
  const ordinal = begun.get(routeId);
  if (ordinal === undefined) throw new Error(`no epoch was begun for route ${routeId}`);
  return ordinal;
}

/** The same for many routes at once, locked in the order in which ingest locks them. Returns the ordinals by route. */
export async function beginEpochs(
  change: Change,
  routeIds: readonly string[],
  cause: EpochCause,
): Promise<Map<string, number>> {
  if (routeIds.length === 0) return new Map();
  const ids = [...routeIds];
  const fromRevision = await change.revision();
  await change.tx.$executeRaw`
    select 1 from epoch where route_id = any(${ids}::uuid[]) and ended_at is null
    order by route_id, ordinal for no key update`;
  await change.tx.epoch.updateMany({
    where: { routeId: { in: ids }, endedAt: null },
    data: { endedAt: change.now },
  });
  const rows = await change.tx.$queryRaw<{ routeId: string; ordinal: number }[]>`
    insert into epoch (route_id, ordinal, from_revision, rules_revision, started_at, started_by)
    select id, coalesce((select max(ordinal) from epoch where route_id = route.id), 0) + 1, ${fromRevision}::bigint,
      ${fromRevision}::bigint, ${change.now}, ${cause}
    from route where id = any(${ids}::uuid[])
    returning route_id as "routeId", ordinal`;
  return new Map(rows.map(({ routeId, ordinal }) => [routeId, ordinal]));
}
