import { LatencySketch } from '@delta-guard/protocol';
import type pg from 'pg';
import { copyRows } from './copy-rows.ts';
import { int4, int8, jsonb, RowTemplate, text, writeInt8 } from './row-template.ts';
import { type Amounts, dayS, type MadeRoute } from './scale.ts';
import { fillWithoutIndexes } from './without-indexes.ts';

const hourS = 3_600;
const perSecond = 3;
const noId = Buffer.alloc(16);
/** Each of a route's seconds but one in so many is without a mismatch. */
const mismatchEvery = 1_000;
/** Seconds are made ahead, so that there are recent ones as long as the bench runs. */
const aheadS = 900;

interface Span {
  lengthS: number;
  fromS: number;
  toS: number;
}

/** Hours of two years, minutes of 30 days and seconds of two hours, one of each route, in the epoch of their time. */
export async function fillTallies(
  client: pg.Client,
  { routes, amounts, nowS }: { routes: readonly MadeRoute[]; amounts: Amounts; nowS: number },
): Promise<void> {
  // From where the roll-up has nothing to do yet.
  const secondsFrom = Math.ceil((nowS - 2 * hourS) / 60) * 60;
  const minutesFrom = Math.ceil((nowS - amounts.minuteDays * dayS) / hourS) * hourS;
  await fillWithoutIndexes(client, 'tally_roll_up', async () => {
    const hours = { lengthS: hourS, fromS: nowS - amounts.hourDays * dayS, toS: minutesFrom };
    for (const span of [hours, { lengthS: 60, fromS: minutesFrom, toS: secondsFrom }]) {
      const row = rollUpRow(span.lengthS);
      await copyRows(client, { table: 'tally_roll_up', row, fill: rollUps(row, routes, span) });
    }
  });
  const { rows } = await client.query<{ id: number }>('select min(id) as id from spool');
  await fillWithoutIndexes(client, 'tally', async () => {
    const row = tallyRow(rows[0]?.id ?? 0);
    const span = { lengthS: 1, fromS: secondsFrom, toS: nowS + aheadS };
    await copyRows(client, { table: 'tally', row, fill: seconds(row, routes, span) });
  });
  await client.query('analyze tally, tally_roll_up');
  await sumUp(client);
}

/** As ingest and the job that moves windows would have left it. */
async function sumUp(client: pg.Client): Promise<void> {
  await client.query(`
    update epoch set window_second = present.from_second, window_comparisons = present.comparisons,
      window_mismatches = present.mismatches,
      hours_seen = array(select generate_series(extract(epoch from now())::int / 3600 - 24, extract(epoch from now())::int / 3600))
    from epoch same cross join lateral epoch_window(same.id, 10000) present
    where same.id = epoch.id and epoch.ended_at is null`);
}

function countsOf(seconds: number): Record<string, Buffer> {
  return {
    requests: int8(seconds * perSecond),
    matches: int8(seconds * perSecond - 1),
    mismatches: int8(1),
    not_compared: jsonb({ shadowBusy: 1 }),
    latency_pairs: int8(seconds * perSecond),
    latency_exceedances: int8(0),
    other_signatures: int8(0),
    fallbacks: int8(0),
    sketches: text(JSON.stringify(sampleSketches())),
  };
}

function rollUpRow(lengthS: number): RowTemplate {
  const key = { epoch_id: noId, second: int8(0), length_s: int4(lengthS), route_id: noId };
  return new RowTemplate({ ...key, tallies: int8(lengthS), ...countsOf(lengthS) });
}

function tallyRow(spoolId: number): RowTemplate {
  const key = { spool_id: int4(spoolId), seq: int8(0), position: int4(0), route_id: noId, epoch_id: noId };
  const under = { revision: int8(1_000), stage: text('shadow'), build: null };
  return new RowTemplate({ ...key, second: int8(0), ...under, ...countsOf(1) });
}

function* rollUps(row: RowTemplate, routes: readonly MadeRoute[], { fromS, toS, lengthS }: Span) {
  const { bytes } = row;
  const [epoch, route, second] = [row.placeOf('epoch_id'), row.placeOf('route_id'), row.placeOf('second')];
  for (let at = Math.ceil(fromS / lengthS) * lengthS; at < toS; at += lengthS) {
    writeInt8(bytes, second, at);
    for (const each of routes) {
      bytes.set(each.id, route);
      bytes.set(epochAt(each, at), epoch);
      yield;
    }
  }
}

function* seconds(row: RowTemplate, routes: readonly MadeRoute[], { fromS, toS }: Span) {
  const { bytes } = row;
  const [epoch, route, second] = [row.placeOf('epoch_id'), row.placeOf('route_id'), row.placeOf('second')];
  const [seq, position] = [row.placeOf('seq'), row.placeOf('position')];
  const [matches, mismatches] = [row.placeOf('matches'), row.placeOf('mismatches')];
  for (let at = fromS; at < toS; at += 1) {
    writeInt8(bytes, second, at);
    writeInt8(bytes, seq, at);
    for (const [place, each] of routes.entries()) {
      const differs = (at + place) % mismatchEvery === 0 ? 1 : 0;
      bytes.writeInt32BE(place, position);
      bytes.set(each.id, route);
      bytes.set(epochAt(each, at), epoch);
      writeInt8(bytes, matches, perSecond - differs);
      writeInt8(bytes, mismatches, differs);
      yield;
    }
  }
}

function epochAt({ epochs }: MadeRoute, second: number): Buffer {
  for (let at = epochs.length - 1; at > 0; at -= 1) {
    const epoch = epochs[at];
    if (epoch !== undefined && epoch.fromS <= second) return epoch.id;
  }
  return epochs[0]?.id ?? noId;
}

function sampleSketches() {
  const sketch = new LatencySketch();
  for (let at = 0; at < 12; at += 1) sketch.add(0.5 + at / 4);
  const encoded = sketch.encode();
  return { overheadMs: encoded, addedMs: encoded, legacyMs: encoded, candidateMs: encoded };
}
