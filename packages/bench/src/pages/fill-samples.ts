import { randomFillSync } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type pg from 'pg';
import { copyRows } from './copy-rows.ts';
import { int4, int8, RowTemplate, text, writeTime } from './row-template.ts';
import { sampleDelta } from './sample-delta.ts';
import { type Amounts, dayS, type MadeRoute, sampleDays, signaturesPerRoute } from './scale.ts';

const noId = Buffer.alloc(16);
const targetDigits = 9;
/** Every fifth sample is of the first route, which is hot. */
const hotEvery = 5;

/** The samples of one day, for their links. */
interface Day {
  /** `YYYYMMDD`, in UTC. */
  name: string;
  fromMs: number;
  ids: Buffer;
  atMs: Float64Array;
  routes: Uint16Array;
}

/** Samples of 30 days with their links, each day into a table of its own, which then becomes a partition. */
export async function fillSamples(
  client: pg.Client,
  { routes, amounts, nowS }: { routes: readonly MadeRoute[]; amounts: Amounts; nowS: number },
): Promise<void> {
  const { rows } = await client.query<{ id: number }>('select min(id) as id from spool');
  const row = deltaRow(rows[0]?.id ?? 0);
  for (const day of daysOf(nowS, amounts.deltas, routes.length)) {
    await fillDay(client, { table: 'delta', day, row, fill: deltas(row, routes, day) });
    const link = new RowTemplate({ delta_id: noId, signature_id: noId, at: int8(0) });
    await fillDay(client, { table: 'delta_signature', day, row: link, fill: links(link, routes, day) });
    await countDay(client, day);
  }
}

async function fillDay(
  client: pg.Client,
  at: { table: string; day: Day; row: RowTemplate; fill: Iterable<unknown> },
): Promise<void> {
  const { table, day, row, fill } = at;
  const name = `${table}_${day.name}`;
  await client.query(`drop table if exists "${name}"`);
  await client.query('begin');
  await client.query(`create unlogged table "${name}" (like "${table}" including defaults)`);
  await copyRows(client, { table: name, row, fill });
  const [from, to] = [day.fromMs, day.fromMs + dayS * 1_000].map((ms) => new Date(ms).toISOString());
  await client.query(
    `alter table "${table}" attach partition "${name}" for values from ('${from}') to ('${to}')`,
  );
  await client.query('commit');
}

/** As ingest would have left it. */
async function countDay(client: pg.Client, { name }: Day): Promise<void> {
  await client.query(`
    insert into sample_count (epoch_id, day, count)
    select epoch_id, '${name}', count(*) from "delta_${name}" group by 1`);
  await client.query(`
    insert into signature_sample_count (signature_id, epoch_id, day, count)
    select signature_id, epoch.id, '${name}', count(*) from "delta_signature_${name}"
    join signature on signature.id = signature_id
    join epoch on epoch.route_id = signature.route_id and epoch.ended_at is null group by 1, 2`);
}

function* daysOf(nowS: number, samples: number, routes: number): Generator<Day> {
  const untilMs = nowS * 1_000;
  const stepMs = ((sampleDays - 0.1) * dayS * 1_000) / samples;
  const today = Math.floor(nowS / dayS);
  for (let day = today - sampleDays; day <= today; day += 1) {
    const fromMs = day * dayS * 1_000;
    const first = Math.max(0, Math.ceil((untilMs - (fromMs + dayS * 1_000)) / stepMs));
    const last = Math.min(samples, Math.ceil((untilMs - fromMs) / stepMs));
    const count = Math.max(0, last - first);
    if (count === 0) continue;
    const ids = randomFillSync(Buffer.allocUnsafe(16 * count));
    const [atMs, chosen] = [new Float64Array(count), new Uint16Array(count)];
    for (let at = 0; at < count; at += 1) {
      ids.writeUInt8(((ids[16 * at + 6] ?? 0) & 0x0f) | 0x40, 16 * at + 6);
      ids.writeUInt8(((ids[16 * at + 8] ?? 0) & 0x3f) | 0x80, 16 * at + 8);
      // Oldest first, as they would have come; the time of a sample is never above the day's end.
      atMs[at] = Math.max(fromMs, Math.floor(untilMs - (last - 1 - at) * stepMs) - 1);
      chosen[at] = at % hotEvery === 0 ? 0 : Math.floor(Math.random() * routes);
    }
    const name = new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '');
    yield { name, fromMs, ids, atMs, routes: chosen };
  }
}

function deltaRow(spoolId: number): RowTemplate {
  return new RowTemplate({
    id: noId,
    route_id: noId,
    epoch_id: noId,
    spool_id: int4(spoolId),
    at: int8(0),
    stage: text('shadow'),
    target: text(`"/bench/${'0'.repeat(targetDigits)}?expand=entries"`),
    legacy_status: int4(200),
    candidate_status: int4(200),
    candidate_failure: null,
    differences_total: int8(1),
    payload: deflateRawSync(JSON.stringify(sampleDelta)),
  });
}

function* deltas(row: RowTemplate, routes: readonly MadeRoute[], day: Day) {
  const { bytes } = row;
  const [id, route, epoch] = [row.placeOf('id'), row.placeOf('route_id'), row.placeOf('epoch_id')];
  const [at, target] = [row.placeOf('at'), row.placeOf('target') + '"/bench/'.length];
  for (let each = 0; each < day.atMs.length; each += 1) {
    const of = routeAt(routes, day, each);
    bytes.set(day.ids.subarray(16 * each, 16 * each + 16), id);
    bytes.set(of.id, route);
    bytes.set(of.epochs.at(-1)?.id ?? noId, epoch);
    writeTime(bytes, at, day.atMs[each] ?? 0);
    bytes.write(String(each).padStart(targetDigits, '0'), target, 'latin1');
    yield;
  }
}

/** One signature of each sample, a second one of every other. */
function* links(row: RowTemplate, routes: readonly MadeRoute[], day: Day) {
  const { bytes } = row;
  const [id, signature, at] = [row.placeOf('delta_id'), row.placeOf('signature_id'), row.placeOf('at')];
  const half = signaturesPerRoute / 2;
  for (let each = 0; each < day.atMs.length; each += 1) {
    const { signatures } = routeAt(routes, day, each);
    bytes.set(day.ids.subarray(16 * each, 16 * each + 16), id);
    writeTime(bytes, at, day.atMs[each] ?? 0);
    const place = (day.ids[16 * each] ?? 0) % half;
    bytes.set(signatures[place] ?? noId, signature);
    yield;
    if (each % 2 === 0) continue;
    bytes.set(signatures[place + half] ?? noId, signature);
    yield;
  }
}

function routeAt(routes: readonly MadeRoute[], day: Day, each: number): MadeRoute {
  const route = routes[day.routes[each] ?? 0];
  if (route === undefined) throw new RangeError('a sample is of no route');
  return route;
}
