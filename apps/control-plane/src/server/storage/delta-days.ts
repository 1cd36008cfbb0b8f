import type { Database } from '@delta-guard/db';

/** How long and how much of the samples is kept. */
export interface DeltaRetention {
  days: number;
  bytes: number;
  perSignature: number;
}

export const defaultRetention: DeltaRetention = { days: 30, bytes: 50 * 1024 ** 3, perSignature: 1_000 };

/** Days that are made ahead, so that ingest never waits for one. */
const daysAhead = 4;
const dayMs = 86_400_000;
/** To drop a day locks the table for a moment: those who read must not wait behind one who waits. */
const lockTimeoutMs = 2_000;

export interface DeltaDay {
  /** `YYYYMMDD`, in UTC. */
  day: string;
  bytes: number;
}

/** Makes the partitions of today and the next days. Returns how many there were to make. */
export async function makeDeltaDays(db: Database, nowMs: number): Promise<number> {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const [row] = await db.$queryRaw<
    { made: number }[]
  >`select delta_days(${today}::date, ${daysAhead}::int) as made`;
  return row?.made ?? 0;
}

/** Days that have a partition, oldest first, with what they and their links take on disk. */
export async function loadDeltaDays(db: Pick<Database, '$queryRaw'>): Promise<DeltaDay[]> {
  const rows = await db.$queryRaw<{ day: string; bytes: bigint }[]>`
    select right(part.relname, 8) as day, (
      pg_total_relation_size(part.oid)
      + coalesce(pg_total_relation_size(to_regclass('delta_signature_' || right(part.relname, 8))), 0)
    )::bigint as bytes
    from pg_inherits join pg_class part on part.oid = inhrelid
    where inhparent = 'delta'::regclass and part.relname ~ '^delta_[0-9]{8}$' order by part.relname`;
  return rows.map(({ day, bytes }) => ({ day, bytes: Number(bytes) }));
}

/** Drops days that are too old, then the oldest as long as all take too much; today's never. Returns how many. */
export async function dropDeltaDays(
  db: Database,
  at: { nowMs: number; retention: DeltaRetention },
): Promise<number> {
  const days = await loadDeltaDays(db);
  const today = dayOf(at.nowMs);
  const oldest = dayOf(at.nowMs - at.retention.days * dayMs);
  let bytes = days.reduce((sum, day) => sum + day.bytes, 0);
  let dropped = 0;
  for (const { day, bytes: ofDay } of days) {
    if (day >= today || (day >= oldest && bytes <= at.retention.bytes)) break;
    await dropDay(db, day);
    bytes -= ofDay;
    dropped += 1;
  }
  return dropped;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}

async function dropDay(db: Database, day: string): Promise<void> {
  if (!/^\d{8}$/.test(day)) throw new Error(`${day} is no day`);
  await db.$transaction(async (tx) => {
    await tx.$executeRawUnsafe(`set local lock_timeout = ${lockTimeoutMs}`);
    await tx.$executeRawUnsafe(`drop table if exists "delta_signature_${day}", "delta_${day}"`);
    await tx.$executeRaw`delete from sample_count where day = ${day}::date`;
    await tx.$executeRaw`delete from signature_sample_count where day = ${day}::date`;
  });
}
