import type { ServerContext } from '../context.ts';
import { type ExportFilter, earliest, latest, routesOf } from './export-filter.ts';

const pageSize = 1_000;

interface Line {
  second: bigint;
  lengthS: number;
  epoch: number;
  requests: bigint;
  matches: bigint;
  mismatches: bigint;
  notCompared: Record<string, number>;
  latencyPairs: bigint;
  latencyExceedances: bigint;
  fallbacks: bigint;
}

/** Counts by route: hours and minutes of what is old, then each tally of what is young, oldest first. */
export async function* exportTallies(context: ServerContext, filter: ExportFilter): AsyncGenerator<string> {
  const seconds = { from: secondOf(filter.from ?? earliest), to: secondOf(filter.to ?? latest) };
  for (const { id, label } of await routesOf(context, filter)) {
    for (const read of [readRollUps, readSeconds]) {
      let after: Cursor | null = null;
      for (;;) {
        const rows: (Line & Cursor)[] = await read(context, { routeId: id, ...seconds, after });
        for (const row of rows) yield lineOf(id, label, row);
        const last = rows.at(-1);
        if (last === undefined || rows.length < pageSize) break;
        after = last;
      }
    }
  }
}

/** The place of a line in the order: its second, then what tells lines of one second apart. */
interface Cursor {
  second: bigint;
  place: string;
}

interface Page {
  routeId: string;
  from: number;
  to: number;
  after: Cursor | null;
}

function readRollUps({ db }: ServerContext, { routeId, from, to, after }: Page): Promise<(Line & Cursor)[]> {
  return db.$queryRaw`
    select second, length_s as "lengthS", epoch.ordinal as epoch, past.requests, past.matches, past.mismatches,
      past.not_compared as "notCompared", past.latency_pairs as "latencyPairs",
      past.latency_exceedances as "latencyExceedances", past.fallbacks, (length_s || ' ' || epoch_id) as place
    from tally_roll_up past join epoch on epoch.id = epoch_id
    where past.route_id = ${routeId}::uuid and second >= ${after?.second ?? from} and second < ${to}
      and (second > ${after?.second ?? -1} or (length_s || ' ' || epoch_id) > ${after?.place ?? ''})
    order by second, place limit ${pageSize}`;
}

function readSeconds({ db }: ServerContext, { routeId, from, to, after }: Page): Promise<(Line & Cursor)[]> {
  return db.$queryRaw`
    select second, 1 as "lengthS", epoch.ordinal as epoch, past.requests, past.matches, past.mismatches,
      past.not_compared as "notCompared", past.latency_pairs as "latencyPairs",
      past.latency_exceedances as "latencyExceedances", past.fallbacks,
      (spool_id || ' ' || seq || ' ' || position) as place
    from tally past join epoch on epoch.id = epoch_id
    where past.route_id = ${routeId}::uuid and second >= ${after?.second ?? from} and second < ${to}
      and (second > ${after?.second ?? -1} or (spool_id || ' ' || seq || ' ' || position) > ${after?.place ?? ''})
    order by second, place limit ${pageSize}`;
}

function lineOf(
  routeId: string,
  route: string,
  { second, lengthS, epoch, notCompared, ...row }: Line,
): string {
  const at = new Date(Number(second) * 1_000).toISOString();
  const counts = {
    requests: Number(row.requests),
    matches: Number(row.matches),
    mismatches: Number(row.mismatches),
    notCompared,
    latencyPairs: Number(row.latencyPairs),
    latencyExceedances: Number(row.latencyExceedances),
    fallbacks: Number(row.fallbacks),
  };
  return `${JSON.stringify({ routeId, route, epoch, at, lengthS, ...counts })}\n`;
}

function secondOf(at: Date): number {
  return Math.floor(at.getTime() / 1_000);
}
