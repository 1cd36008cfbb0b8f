import type { Transaction } from '@delta-guard/db';
import type { StoredSample } from './sample-job.ts';

const samplesPerRouteMax = 200;
const samplesMax = 1_000;
/** Of payloads as they are kept, deflated: of all, and of what one query brings. */
const payloadBytesMax = 16 * 1024 * 1024;
const pageBytesMax = 1024 * 1024;
const pageSize = 500;
/** Index rows that are looked at to choose the samples of a rule for all routes. */
const candidatesMax = 10_000;

export interface LoadedSamples {
  samples: StoredSample[];
  /** Whether more are stored than were loaded. */
  more: boolean;
}

interface Scope {
  gatewayId: string;
  /** Null for all routes. */
  routeId: string | null;
}

/** The newest samples of one route, or of each route of the gateway in turn, up to the caps on number and size. */
export async function loadSamples(tx: Transaction, at: Scope): Promise<LoadedSamples> {
  const { chosen, more } = await choose(tx, at);
  const running = await loadRunning(tx, at);
  const samples: StoredSample[] = [];
  let bytes = 0;
  while (samples.length < chosen.length) {
    const page = await loadPage(tx, chosen.slice(samples.length, samples.length + pageSize), running);
    if (page.length === 0) break;
    for (const sample of page) {
      bytes += sample.payload.byteLength;
      if (bytes > payloadBytesMax) return { samples, more: true };
      samples.push(sample);
    }
  }
  return { samples, more };
}

/** The whole key of a sample: without its time every day would be looked at. */
interface SampleKey {
  id: string;
  at: Date;
}

/** In the days that hold enough of a route, by the counts of its samples. */
async function choose(tx: Transaction, at: Scope): Promise<{ chosen: SampleKey[]; more: boolean }> {
  const routeIds = await loadRouteIds(tx, at);
  if (routeIds.length === 0) return { chosen: [], more: false };
  const perRoute = Math.min(samplesPerRouteMax, Math.ceil(candidatesMax / routeIds.length));
  // One more than may be looked at, to know whether there is another.
  const rows = await tx.$queryRaw<(SampleKey & { place: bigint })[]>`
    select newest.id, newest.at, newest.place from (
      select route_id, coalesce(max(day) filter (where upto > ${perRoute}), min(day))::timestamp at time zone 'UTC' as since
      from (
        select epoch.route_id, day, sum(sum(count)) over (partition by epoch.route_id order by day desc) as upto
        from epoch join sample_count on epoch_id = epoch.id and count > 0
        where epoch.route_id = any(${routeIds}::uuid[]) group by epoch.route_id, day
      ) days group by route_id
    ) bound
    cross join lateral (
      select id, at, row_number() over (order by at desc, id desc) as place from delta
      where delta.route_id = bound.route_id and delta.at >= bound.since
      order by at desc, id desc limit ${perRoute + 1}
    ) newest
    order by newest.place, newest.at desc, newest.id limit ${samplesMax + 1}`;
  const within = rows.filter(({ place }) => Number(place) <= perRoute).slice(0, samplesMax);
  return { chosen: within.map(({ id, at }) => ({ id, at })), more: within.length < rows.length };
}

async function loadRouteIds(tx: Transaction, { gatewayId, routeId }: Scope): Promise<string[]> {
  const routes = await tx.route.findMany({
    where: { gatewayId, removedAt: null, ...(routeId === null ? {} : { id: routeId }) },
    select: { id: true },
  });
  return routes.map(({ id }) => id);
}

/** The epochs that run. */
async function loadRunning(tx: Transaction, { gatewayId, routeId }: Scope): Promise<string[]> {
  const epochs = await tx.epoch.findMany({
    where: { endedAt: null, ...(routeId === null ? { route: { gatewayId } } : { routeId }) },
    select: { id: true },
  });
  return epochs.map(({ id }) => id);
}

/** The first of these, as many as fit into a page, in their order: what is cut off at last is the oldest. */
function loadPage(
  tx: Transaction,
  keys: readonly SampleKey[],
  running: readonly string[],
): Promise<StoredSample[]> {
  const times = keys.map(({ at }) => at.getTime());
  const [oldest, newest] = [new Date(Math.min(...times)), new Date(Math.max(...times))];
  return tx.$queryRaw<StoredSample[]>`
    select id, "routeId", payload, current from (
      select delta.id, delta.route_id as "routeId", delta.payload, wanted.place,
        delta.epoch_id = any(${[...running]}::uuid[]) as current,
        sum(octet_length(delta.payload)) over (order by wanted.place) as upto, row_number() over (order by wanted.place) as nth
      from json_to_recordset(${JSON.stringify(keys.map((key, place) => ({ ...key, place })))}::json)
        as wanted(id uuid, at timestamptz, place int)
      join delta on delta.id = wanted.id and delta.at = wanted.at and delta.at between ${oldest} and ${newest}
    ) page
    where upto <= ${pageBytesMax} or nth = 1 order by place`;
}
