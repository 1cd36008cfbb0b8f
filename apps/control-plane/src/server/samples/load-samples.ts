import type { Transaction } from '@delta-guard/db';
import type { StoredSample } from './sample-job.ts';

const samplesPerRouteMax = 200;
const samplesMax = 1_000;
/** Of payloads as they are kept, deflated. */
const payloadBytesMax = 16 * 1024 * 1024;
const pageSize = 25;
/** Index rows that are looked at to choose the samples of a rule for all routes. */
const candidatesMax = 10_000;

export interface LoadedSamples {
  samples: StoredSample[];
  /** Whether more are stored than were loaded. */
  more: boolean;
}

/** The newest samples of one route, or of each route of the gateway in turn, up to the caps on number and size. */
export async function loadSamples(
  tx: Transaction,
  at: { gatewayId: string; routeId: string | null },
): Promise<LoadedSamples> {
  const { chosen, more } = await choose(tx, at);
  const running = await loadRunning(tx, at);
  const samples: StoredSample[] = [];
  let bytes = 0;
  for (let from = 0; from < chosen.length; from += pageSize) {
    for (const sample of await loadPage(tx, chosen.slice(from, from + pageSize), running)) {
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

async function choose(
  tx: Transaction,
  { gatewayId, routeId }: { gatewayId: string; routeId: string | null },
): Promise<{ chosen: SampleKey[]; more: boolean }> {
  const routes = await tx.route.findMany({
    where: { gatewayId, removedAt: null, ...(routeId === null ? {} : { id: routeId }) },
    select: { id: true },
  });
  const routeIds = routes.map(({ id }) => id);
  if (routeIds.length === 0) return { chosen: [], more: false };
  const perRoute = Math.min(samplesPerRouteMax, Math.ceil(candidatesMax / routeIds.length));
  // One more than may be looked at, to know whether there is another.
  const rows = await tx.$queryRaw<(SampleKey & { place: bigint })[]>`
    select newest.id, newest.at, newest.place from unnest(${routeIds}::uuid[]) as bound (route_id)
    cross join lateral (
      select id, at, row_number() over (order by at desc, id desc) as place from delta
      where delta.route_id = bound.route_id order by at desc, id desc limit ${perRoute + 1}
    ) newest
    order by newest.place, newest.at desc, newest.id limit ${samplesMax + 1}`;
  const within = rows.filter(({ place }) => Number(place) <= perRoute).slice(0, samplesMax);
  return { chosen: within.map(({ id, at }) => ({ id, at })), more: within.length < rows.length };
}

/** The epochs that run. */
async function loadRunning(
  tx: Transaction,
  { gatewayId, routeId }: { gatewayId: string; routeId: string | null },
): Promise<string[]> {
  const epochs = await tx.epoch.findMany({
    where: { endedAt: null, ...(routeId === null ? { route: { gatewayId } } : { routeId }) },
    select: { id: true },
  });
  return epochs.map(({ id }) => id);
}

/** In the order of the keys, so that what is cut off is the oldest. */
function loadPage(
  tx: Transaction,
  keys: readonly SampleKey[],
  running: readonly string[],
): Promise<StoredSample[]> {
  return tx.$queryRaw<StoredSample[]>`
    select delta.id, delta.route_id as "routeId", delta.payload, delta.epoch_id = any(${[...running]}::uuid[]) as current
    from json_to_recordset(${JSON.stringify(keys.map((key, place) => ({ ...key, place })))}::json)
      as wanted(id uuid, at timestamptz, place int)
    join delta on delta.id = wanted.id and delta.at = wanted.at
    order by wanted.place`;
}
