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
  const { ids, more } = await chooseIds(tx, at);
  const samples: StoredSample[] = [];
  let bytes = 0;
  for (let from = 0; from < ids.length; from += pageSize) {
    for (const sample of await loadPage(tx, ids.slice(from, from + pageSize))) {
      bytes += sample.payload.byteLength;
      if (bytes > payloadBytesMax) return { samples, more: true };
      samples.push(sample);
    }
  }
  return { samples, more };
}

async function chooseIds(
  tx: Transaction,
  { gatewayId, routeId }: { gatewayId: string; routeId: string | null },
): Promise<{ ids: string[]; more: boolean }> {
  const routes = await tx.route.findMany({
    where: { gatewayId, removedAt: null, ...(routeId === null ? {} : { id: routeId }) },
    select: { id: true },
  });
  const routeIds = routes.map(({ id }) => id);
  if (routeIds.length === 0) return { ids: [], more: false };
  const perRoute = Math.min(samplesPerRouteMax, Math.ceil(candidatesMax / routeIds.length));
  // One more than may be looked at, to know whether there is another.
  const rows = await tx.$queryRaw<{ id: string; place: bigint }[]>`
    select newest.id, newest.place from unnest(${routeIds}::uuid[]) as bound (route_id)
    cross join lateral (
      select id, at, row_number() over (order by at desc, id desc) as place from delta
      where delta.route_id = bound.route_id order by at desc, id desc limit ${perRoute + 1}
    ) newest
    order by newest.place, newest.at desc, newest.id limit ${samplesMax + 1}`;
  const within = rows.filter(({ place }) => Number(place) <= perRoute).slice(0, samplesMax);
  return { ids: within.map(({ id }) => id), more: within.length < rows.length };
}

/** In the order of the ids, so that what is cut off is the oldest. */
async function loadPage(tx: Transaction, ids: readonly string[]): Promise<StoredSample[]> {
  const rows = await tx.delta.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, routeId: true, payload: true, epoch: { select: { endedAt: true } } },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { routeId, payload, epoch } = row;
    return [{ id, routeId, payload, current: epoch.endedAt === null }];
  });
}
