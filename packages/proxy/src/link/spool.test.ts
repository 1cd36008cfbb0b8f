import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type JournalFileSystem, nodeFileSystem } from '@delta-guard/journal';
import { FaultyFileSystem } from '@delta-guard/journal/testing';
import { type Delta, decodeProxyMessage, type Event, LatencySketch, type Tally } from '@delta-guard/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smallDisk } from '../testing/small-disk.ts';
import { mergeTallies } from './merge-tallies.ts';
import { Spool } from './spool.ts';
import { SpoolStore } from './spool-store.ts';

const routeId = '00000000-0000-4000-8000-000000000001';

function tally(second: number, more: Partial<Tally> = {}): Tally {
  return {
    type: 'tally',
    routeId,
    second,
    revision: 1,
    stage: 'shadow',
    build: null,
    requests: 3,
    matches: 2,
    mismatches: 1,
    notCompared: { tooLarge: 1 },
    signatures: [],
    otherSignatures: 0,
    ruleHits: [],
    latencyPairs: 3,
    latencyExceedances: 1,
    overheadMs: null,
    addedMs: null,
    legacyMs: null,
    candidateMs: null,
    fallbacks: 0,
    targets: null,
    controlComparisons: 0,
    noise: [],
    ...more,
  };
}

function delta(body: string): Delta {
  const captured = { bytesTotal: body.length, truncated: false, bytes: { text: body } };
  const difference = { place: 'body', path: '$.a', kind: 'value', why: null } as const;
  return {
    type: 'delta',
    id: '00000000-0000-4000-8000-00000000000d',
    routeId,
    revision: 1,
    stage: 'shadow',
    build: null,
    at: 1,
    request: { method: 'GET', target: '/', headers: [], body: null },
    legacy: { status: 200, headers: [], body: captured, timeMs: 1 },
    candidate: { status: 200, headers: [], body: captured, timeMs: 1 },
    differences: [{ ...difference, legacy: '1', candidate: '2' }],
    differencesTotal: 1,
    signatures: [difference],
  };
}

let folder: string;
const spools: Spool[] = [];
const log = pino({ level: 'silent' });
const clock = { nowMs: 5_000 };

beforeEach(async () => {
  clock.nowMs = 5_000;
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-spool-'));
});
afterEach(async () => {
  for (const each of spools.splice(0)) await each.close();
  await rm(folder, { recursive: true, force: true });
});

async function spool(bytesMax = 1_000_000, fs?: JournalFileSystem): Promise<Spool> {
  const made = await Spool.open({
    directory: folder,
    bytesMax,
    nowMs: () => clock.nowMs,
    log,
    ...(fs ? { fs } : {}),
  });
  spools.push(made);
  return made;
}

/** All that can be sent now. */
async function drained(queue: Pick<Spool, 'next'>): Promise<{ seqs: number[]; events: Event[] }> {
  const seqs: number[] = [];
  const events: Event[] = [];
  for (let batch = await queue.next(0); batch !== null; batch = await queue.next(batch.seq)) {
    const decoded = decodeProxyMessage(batch.frame);
    if (!decoded.ok || decoded.value.type !== 'batch') throw new Error('not a batch');
    expect(decoded.value.seq).toBe(batch.seq);
    seqs.push(batch.seq);
    events.push(...decoded.value.events);
  }
  return { seqs, events };
}

describe('the spool', () => {
  test('numbers batches from 1, keeps each until it is acked, and its bytes never change', async () => {
    const queue = await spool();
    queue.append([tally(1)]);
    queue.append([tally(2)]);
    const first = await queue.next(0);
    const { seqs } = await drained(queue);
    expect([seqs, queue.firstSeq, queue.length, queue.durable]).toEqual([[1, 2], 1, 2, true]);
    expect(await queue.next(0)).toEqual(first);
    queue.ack(1);
    expect([queue.firstSeq, queue.length]).toEqual([2, 1]);
    expect((await drained(queue)).events).toEqual([tally(2)]);
    queue.ack(2);
    expect([queue.firstSeq, queue.isEmpty, queue.bytes, await queue.next(0)]).toEqual([3, true, 0, null]);
  });

  test('its frames are what the protocol encodes', async () => {
    const queue = await spool();
    queue.append([tally(1), delta('{"ä":"\\u0000"}')]);
    expect((await drained(queue)).events).toEqual([tally(1), delta('{"ä":"\\u0000"}')]);
  });

  test('splits what is too much for one batch, and loses nothing', async () => {
    const queue = await spool(100_000_000);
    const events = Array.from({ length: 5_000 }, (_, index) => tally(index));
    queue.append(events);
    const sent = await drained(queue);
    expect(sent.events).toEqual(events);
    expect(sent.seqs.length).toBeGreaterThanOrEqual(3);
  });

  test('full, it gives up bodies of deltas first', async () => {
    const queue = await spool(60_000);
    queue.append([tally(1), delta('x'.repeat(5_000))]);
    await queue.settled();
    queue.append([tally(2), delta('y'.repeat(16_000))]);
    const { events } = await drained(queue);
    expect(events.filter(({ type }) => type === 'tally')).toHaveLength(2);
    const deltas = events.filter((event) => event.type === 'delta');
    expect(deltas.map((event) => event.legacy.body?.bytesTotal ?? null)).toEqual([null, null]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'gap', lostEvents: 0 }));
    expect(queue.droppedEvents).toBe(0);
  });

  test('then seconds of tallies, whose counts stay to the last one, then deltas; what was sent never changes', async () => {
    const queue = await spool(60_000);
    queue.append([tally(1), delta('first')]);
    const first = await queue.next(0);
    for (let second = 2; second <= 400; second += 1) {
      queue.append([tally(second), delta('z'.repeat(100))]);
      await queue.settled();
      expect(queue.bytes).toBeLessThan(60_000);
    }
    expect(await queue.next(0)).toEqual(first);
    const { seqs, events } = await drained(queue);
    expect(seqs).toEqual(Array.from(seqs, (_, index) => index + 1));
    const tallies = events.filter((event) => event.type === 'tally');
    expect(tallies.length).toBeLessThan(300);
    expect(tallies.reduce((sum, { requests }) => sum + requests, 0)).toBe(1_200);
    expect(tallies.reduce((sum, { notCompared }) => sum + (notCompared.tooLarge ?? 0), 0)).toBe(400);
    const lost = events
      .filter((event) => event.type === 'gap')
      .reduce((sum, gap) => sum + (gap.lostEvents ?? 0), 0);
    const kept = events.filter((event) => event.type === 'delta').length;
    expect(lost + kept).toBe(400);
    expect(queue.droppedEvents).toBe(lost);
  });

  test('sealed, it carries what was not acked into a new spool with numbers of its own', async () => {
    const queue = await spool();
    for (const second of [1, 2, 3]) queue.append([tally(second)]);
    await drained(queue);
    queue.ack(1);
    const { id } = queue;
    await queue.sealed('forked');
    expect(queue.id).not.toBe(id);
    expect(queue.firstSeq).toBe(1);
    const { seqs, events } = await drained(queue);
    expect(seqs[0]).toBe(1);
    expect(events).toEqual([tally(2), tally(3), expect.objectContaining({ type: 'gap', reason: 'forked' })]);
    expect(await readdir(folder)).toEqual([queue.id]);
  });

  test('leaves nothing when all was acked, and what is left when it was not', async () => {
    const queue = await spool();
    queue.append([tally(1)]);
    await drained(queue);
    await queue.close();
    const left = await SpoolStore.open({ directory: folder, id: queue.id });
    expect([left.ended, left.firstSeq, left.nextSeq]).toEqual([true, 1, 2]);
    expect((await left.read(1)).frame).toContain('"second":1');
    await left.remove();
    const other = await spool();
    other.append([tally(1)]);
    await drained(other);
    other.ack(1);
    await other.close();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a disk that fails', () => {
  test.each(['ENOSPC', 'EIO'] as const)('%s: it goes on in memory, says so, and comes back', async (code) => {
    const fs = new FaultyFileSystem(nodeFileSystem);
    const queue = await spool(1_000_000, fs);
    queue.append([tally(1)]);
    await queue.settled();
    fs.failing = code;
    queue.append([tally(2)]);
    await queue.settled();
    expect(queue.durable).toBe(false);
    queue.append([tally(3)]);
    const { seqs, events } = await drained(queue);
    expect(seqs[0]).toBe(1);
    expect(events.filter(({ type }) => type === 'tally')).toEqual([tally(1), tally(2), tally(3)]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'gap', lostEvents: 0 }));
    queue.ack(2);
    fs.failing = null;
    clock.nowMs += 10 * 60_000;
    queue.append([tally(4)]);
    await queue.settled();
    expect(queue.durable).toBe(true);
    const last = (await drained(queue)).seqs.at(-1) ?? 0;
    await queue.close();
    const left = await SpoolStore.open({ directory: folder, id: queue.id });
    expect([left.firstSeq, left.nextSeq]).toEqual([3, last + 1]);
    expect((await left.read(last)).frame).toContain('"second":4');
    await left.close();
  });

  test('from the start: it serves from memory', async () => {
    const fs = new FaultyFileSystem(nodeFileSystem);
    fs.failing = 'ENOSPC';
    const queue = await spool(1_000_000, fs);
    queue.append([tally(1)]);
    const { events } = await drained(queue);
    expect(queue.durable).toBe(false);
    expect(events).toContainEqual(tally(1));
  });

  test('a disk that is really full, and has room again', async () => {
    const disk = await smallDisk(folder);
    const queue = await spool(100_000_000, disk.fs);
    const body = 'v'.repeat(60_000);
    let second = 0;
    while (queue.durable && second < 200) {
      second += 1;
      queue.append([tally(second), delta(body)]);
      await queue.settled();
      if (second === 20) disk.fillUp();
    }
    expect(queue.durable).toBe(false);
    await disk.makeRoom();
    clock.nowMs += 10 * 60_000;
    queue.append([tally(second + 1)]);
    await queue.settled();
    expect(queue.durable).toBe(true);
    const { events } = await drained(queue);
    const seconds = events.flatMap((event) => (event.type === 'tally' ? [event.second] : []));
    expect(seconds).toEqual(Array.from({ length: second + 1 }, (_, index) => index + 1));
    await queue.close();
    await disk.close();
  });

  test('in memory it is bounded, and counts what it gives up', async () => {
    const fs = new FaultyFileSystem(nodeFileSystem);
    const queue = await spool(20_000, fs);
    fs.failing = 'EIO';
    for (let second = 1; second <= 300; second += 1) queue.append([tally(second), delta('w'.repeat(300))]);
    await queue.settled();
    expect(queue.bytes).toBeLessThan(21_000);
    const { events } = await drained(queue);
    const tallies = events.filter((event) => event.type === 'tally');
    expect(tallies.reduce((sum, { requests }) => sum + requests, 0)).toBe(900);
    expect(queue.droppedEvents).toBeGreaterThan(0);
  });
});

describe('merging tallies', () => {
  test('adds every count, per reason, signature and rule, and merges sketches', () => {
    const sketch = (...values: number[]) => {
      const made = new LatencySketch();
      for (const value of values) made.add(value);
      return made.encode();
    };
    const signature = { place: 'body', path: '$.a', kind: 'value', why: null } as const;
    const ruleId = '00000000-0000-4000-8000-0000000000ff';
    const first = tally(1, {
      signatures: [{ signature, count: 2 }],
      ruleHits: [{ ruleId, count: 1 }],
      notCompared: { tooLarge: 1, budget: 2 },
      overheadMs: sketch(-3),
      legacyMs: sketch(5),
    });
    const second = tally(2, {
      signatures: [{ signature, count: 3 }],
      ruleHits: [{ ruleId, count: 4 }],
      notCompared: { budget: 1, raced: 1 },
      overheadMs: sketch(4),
    });
    const merged = mergeTallies(first, second);
    expect(merged).toMatchObject({
      second: 2,
      requests: 6,
      matches: 4,
      mismatches: 2,
      notCompared: { tooLarge: 1, budget: 3, raced: 1 },
      signatures: [{ signature, count: 5 }],
      ruleHits: [{ ruleId, count: 5 }],
      legacyMs: sketch(5),
    });
    expect(merged.overheadMs).toEqual(sketch(-3, 4));
  });
});
