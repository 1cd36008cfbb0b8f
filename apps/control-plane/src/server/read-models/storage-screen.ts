import type { Transaction } from '@delta-guard/db';
import { z } from 'zod';
import type { QuarantinedRow, StorageScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { toRouteHead } from '../evidence/route-head.ts';
import { loadDeltaDays } from '../storage/delta-days.ts';
import { atOneMoment } from './at-one-moment.ts';

const rowsMax = 100;

/** What is stored, how long it stays, what somebody keeps, and what could not be stored. */
export async function storageScreen(context: ServerContext): Promise<StorageScreen> {
  const { gatewayId, retention } = context;
  return atOneMoment(context, async (tx) => {
    const all = await loadDeltaDays(tx);
    const days = all.filter(({ day }) => day <= today(context.now())).reverse();
    return {
      nowMs: context.now(),
      samples: {
        days,
        bytes: days.reduce((sum, { bytes }) => sum + bytes, 0),
        keep: retention,
      },
      counts: await loadCounts(tx),
      ...(await loadKept(tx, gatewayId)),
      ...(await loadQuarantined(tx, gatewayId)),
      jobs: await loadJobs(tx),
    };
  });
}

function today(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '');
}

async function loadCounts(tx: Transaction): Promise<StorageScreen['counts']> {
  const [row] = await tx.$queryRaw<
    { bytes: bigint; seconds: bigint | null; minutes: bigint | null; hours: bigint | null }[]
  >`
    select (pg_total_relation_size('tally') + pg_total_relation_size('tally_roll_up'))::bigint as bytes,
      (select min(first.second) from route cross join lateral (
        select second from tally where route_id = route.id order by second limit 1
      ) first) as seconds,
      (select min(second) from tally_roll_up where length_s = 60) as minutes,
      (select min(second) from tally_roll_up where length_s = 3600) as hours`;
  const toMs = (second: bigint | null | undefined) => (second == null ? null : Number(second) * 1_000);
  return {
    bytes: Number(row?.bytes ?? 0),
    secondsFromMs: toMs(row?.seconds),
    minutesFromMs: toMs(row?.minutes),
    hoursFromMs: toMs(row?.hours),
  };
}

async function loadKept(
  tx: Transaction,
  gatewayId: string,
): Promise<Pick<StorageScreen, 'kept' | 'keptTotal'>> {
  const where = { route: { gatewayId, removedAt: null } };
  const rows = await tx.keptDelta.findMany({
    where,
    orderBy: [{ keptAt: 'desc' }, { id: 'desc' }],
    take: rowsMax,
    omit: { payload: true },
    include: { route: true },
  });
  const kept = rows.map(({ id, route, at, keptBy, reason }) => ({
    id,
    route: toRouteHead(route),
    atMs: at.getTime(),
    keptBy,
    reason,
  }));
  return { kept, keptTotal: await tx.keptDelta.count({ where }) };
}

async function loadQuarantined(
  tx: Transaction,
  gatewayId: string,
): Promise<Pick<StorageScreen, 'quarantined' | 'quarantinedTotal'>> {
  const rows = await tx.$queryRaw<(Omit<QuarantinedRow, 'seq' | 'atMs'> & { seq: bigint; at: Date })[]>`
    select spool, instance, seq, position, type, reason, at, length(payload) as bytes from quarantined
    join spool on spool.id = quarantined.spool_id
    where quarantined.gateway_id = ${gatewayId}::uuid order by at desc, seq desc, position limit ${rowsMax}`;
  return {
    quarantined: rows.map(({ at, seq, ...row }) => ({ ...row, seq: Number(seq), atMs: at.getTime() })),
    quarantinedTotal: await tx.quarantined.count({ where: { gatewayId } }),
  };
}

const doneSchema = z.record(z.string(), z.number());

async function loadJobs(tx: Transaction): Promise<StorageScreen['jobs']> {
  const rows = await tx.jobRun.findMany({ orderBy: { name: 'asc' } });
  return rows.map(({ name, at, tookMs, done, error }) => ({
    name,
    atMs: at.getTime(),
    tookMs,
    done: doneSchema.safeParse(done).data ?? {},
    error,
  }));
}
