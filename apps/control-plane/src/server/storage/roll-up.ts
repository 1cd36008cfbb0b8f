import type { Database, Transaction } from '@delta-guard/db';
import { oneAtATime } from '../store/advisory-locks.ts';
import { SketchSums } from '../store/sketches.ts';
import { leaveWindows } from './leave-windows.ts';

const minuteS = 60;
const hourS = 3_600;

/** How long tallies are kept at each length, in seconds. */
interface TallyAges {
  secondsS: number;
  minutesS: number;
  hoursS: number;
}

const tallyAges: TallyAges = {
  secondsS: 2 * hourS,
  minutesS: 30 * 24 * hourS,
  hoursS: 731 * 24 * hourS,
};

/** Rows of one transaction: short enough that nothing waits for it, ingest and the event loop included. */
const rowsMax = 1_000;
const passesMax = 200;

export interface RolledUp {
  seconds: number;
  minutes: number;
  /** Hours that were too old and are gone. */
  dropped: number;
}

/** Rolls old seconds up to minutes, old minutes to hours, and lets go of hours that are too old. */
export async function rollUpTallies(db: Database, nowMs: number, ages = tallyAges): Promise<RolledUp> {
  const now = Math.floor(nowMs / 1_000);
  const before = (ageS: number, lengthS: number) => Math.floor((now - ageS) / lengthS) * lengthS;
  return {
    seconds: await inPasses(() => rollUpSeconds(db, before(ages.secondsS, minuteS))),
    minutes: await inPasses(() => rollUpMinutes(db, before(ages.minutesS, hourS))),
    dropped: await inPasses(() => dropHours(db, before(ages.hoursS, hourS))),
  };
}

/** Until a pass finds less than it may take; what is left after many passes waits for the next run. */
async function inPasses(pass: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let passes = 0; passes < passesMax; passes += 1) {
    const rows = await pass();
    total += rows;
    if (rows < rowsMax) break;
  }
  return total;
}

interface CountRow {
  epochId: string;
  routeId: string;
  second: bigint;
  tallies: bigint;
  requests: bigint;
  matches: bigint;
  mismatches: bigint;
  notCompared: Record<string, number>;
  latencyPairs: bigint;
  latencyExceedances: bigint;
  otherSignatures: bigint;
  fallbacks: bigint;
  sketches: Uint8Array | null;
}

function rollUpSeconds(db: Database, before: number): Promise<number> {
  return db.$transaction(async (tx) => {
    await oneAtATime(tx, 'rollUp');
    const rows = await tx.$queryRaw<(CountRow & { spoolId: number; seq: bigint; position: number })[]>`
      select old.spool_id as "spoolId", old.seq, old.position, old.epoch_id as "epochId", old.route_id as "routeId",
        old.second, 1::bigint as tallies, old.requests, old.matches, old.mismatches,
        old.not_compared as "notCompared", old.latency_pairs as "latencyPairs",
        old.latency_exceedances as "latencyExceedances", old.other_signatures as "otherSignatures", old.fallbacks,
        old.sketches
      from route cross join lateral (
        select * from tally where tally.route_id = route.id and tally.second < ${before}::bigint
        order by second limit ${rowsMax}
      ) old limit ${rowsMax}`;
    if (rows.length === 0) return 0;
    await addRollUps(tx, rows, minuteS);
    const keys = rows.map(({ spoolId, seq, position }) => ({ spool: spoolId, seq: String(seq), position }));
    await tx.$executeRaw`
      delete from tally using json_to_recordset(${JSON.stringify(keys)}::json) as gone(spool int, seq bigint, position int)
      where tally.spool_id = gone.spool and tally.seq = gone.seq and tally.position = gone.position`;
    return rows.length;
  });
}

function rollUpMinutes(db: Database, before: number): Promise<number> {
  return db.$transaction(async (tx) => {
    await oneAtATime(tx, 'rollUp');
    const rows = await tx.$queryRaw<CountRow[]>`
      select epoch_id as "epochId", route_id as "routeId", second, tallies, requests, matches, mismatches,
        not_compared as "notCompared", latency_pairs as "latencyPairs",
        latency_exceedances as "latencyExceedances", other_signatures as "otherSignatures", fallbacks, sketches
      from tally_roll_up where length_s = ${minuteS} and second < ${before}::bigint
      order by second limit ${rowsMax}`;
    if (rows.length === 0) return 0;
    await addRollUps(tx, rows, hourS);
    const keys = rows.map(({ epochId, second }) => ({ epoch: epochId, second: String(second) }));
    await tx.$executeRaw`
      delete from tally_roll_up old using json_to_recordset(${JSON.stringify(keys)}::json) as gone(epoch uuid, second bigint)
      where old.epoch_id = gone.epoch and old.second = gone.second and old.length_s = ${minuteS}`;
    return rows.length;
  });
}

function dropHours(db: Database, before: number): Promise<number> {
  return db.$transaction(async (tx) => {
    await oneAtATime(tx, 'rollUp');
    const rows = await tx.$queryRaw<
      { epochId: string; second: bigint; matches: bigint; mismatches: bigint }[]
    >`
      delete from tally_roll_up where (epoch_id, second, length_s) in (
        select epoch_id, second, length_s from tally_roll_up
        where length_s = ${hourS} and second < ${before}::bigint order by second limit ${rowsMax}
      ) returning epoch_id as "epochId", second, matches, mismatches`;
    await leaveWindows(tx, rows, () => null);
    return rows.length;
  });
}

/** Adds rows to the roll-ups they belong to. A late tally finds one that is there already and is added to it. */
async function addRollUps(tx: Transaction, rows: readonly CountRow[], lengthS: number): Promise<void> {
  const merged = new Map<string, Merged>();
  const beginOf = (second: bigint) => second - (second % BigInt(lengthS));
  await leaveWindows(tx, rows, beginOf);
  for (const row of rows) add(merged, { ...row, second: beginOf(row.second) });
  for (const known of await findRollUps(tx, rowsOf(merged), lengthS)) add(merged, known);
  const values = [...merged.values()].map(({ row, sketches }) => ({
    ...row,
    sketches: sketches.pack()?.toString('base64') ?? null,
  }));
  const text = JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  await tx.$executeRaw`
    insert into tally_roll_up (epoch_id, second, length_s, route_id, tallies, requests, matches, mismatches,
      not_compared, latency_pairs, latency_exceedances, other_signatures, fallbacks, sketches)
    select "epochId", second, ${lengthS}, "routeId", tallies, requests, matches, mismatches, "notCompared",
      "latencyPairs", "latencyExceedances", "otherSignatures", fallbacks, decode(sketches, 'base64')
    from json_to_recordset(${text}::json) as t("epochId" uuid, second bigint, "routeId" uuid, tallies bigint,
      requests bigint, matches bigint, mismatches bigint, "notCompared" jsonb, "latencyPairs" bigint,
      "latencyExceedances" bigint, "otherSignatures" bigint, fallbacks bigint, sketches text)
    on conflict (epoch_id, second, length_s) do update set tallies = excluded.tallies,
      requests = excluded.requests, matches = excluded.matches, mismatches = excluded.mismatches,
      not_compared = excluded.not_compared, latency_pairs = excluded.latency_pairs,
      latency_exceedances = excluded.latency_exceedances, other_signatures = excluded.other_signatures,
      fallbacks = excluded.fallbacks, sketches = excluded.sketches`;
}

function findRollUps(tx: Transaction, of: readonly Merged['row'][], lengthS: number): Promise<CountRow[]> {
  const keys = JSON.stringify(of.map(({ epochId, second }) => ({ epoch: epochId, second: String(second) })));
  return tx.$queryRaw<CountRow[]>`
    select known.epoch_id as "epochId", known.route_id as "routeId", known.second, known.tallies, known.requests,
      known.matches, known.mismatches, known.not_compared as "notCompared", known.latency_pairs as "latencyPairs",
      known.latency_exceedances as "latencyExceedances", known.other_signatures as "otherSignatures",
      known.fallbacks, known.sketches
    from json_to_recordset(${keys}::json) as wanted(epoch uuid, second bigint)
    join tally_roll_up known on known.epoch_id = wanted.epoch and known.second = wanted.second
      and known.length_s = ${lengthS}
    for update of known`;
}

interface Merged {
  row: Omit<CountRow, 'sketches'>;
  sketches: SketchSums;
}

function rowsOf(merged: ReadonlyMap<string, Merged>): Merged['row'][] {
  return [...merged.values()].map(({ row }) => row);
}

function add(merged: Map<string, Merged>, { sketches: packed, ...row }: CountRow): void {
  const key = `${row.epochId} ${row.second}`;
  const known = merged.get(key);
  const sketches = known?.sketches ?? new SketchSums();
  if (packed !== null) sketches.add(packed);
  merged.set(key, { row: known === undefined ? row : sumOf(known.row, row), sketches });
}

function sumOf(one: Merged['row'], other: Merged['row']): Merged['row'] {
  return {
    ...one,
    tallies: one.tallies + other.tallies,
    requests: one.requests + other.requests,
    matches: one.matches + other.matches,
    mismatches: one.mismatches + other.mismatches,
    notCompared: sumOfReasons(one.notCompared, other.notCompared),
    latencyPairs: one.latencyPairs + other.latencyPairs,
    latencyExceedances: one.latencyExceedances + other.latencyExceedances,
    otherSignatures: one.otherSignatures + other.otherSignatures,
    fallbacks: one.fallbacks + other.fallbacks,
  };
}

function sumOfReasons(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const sum = { ...one };
  for (const [reason, count] of Object.entries(other)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}
