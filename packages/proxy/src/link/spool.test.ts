import { type Delta, decodeProxyMessage, type Event, LatencySketch, type Tally } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { mergeTallies } from './merge-tallies.ts';
import { Spool } from './spool.ts';

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

function spool(bytesMax = 1_000_000): Spool {
  return new Spool({ bytesMax, nowMs: () => 5_000 });
}

function drained(queue: Spool): Event[] {
  const events: Event[] = [];
  for (let batch = queue.seal(); batch !== null; batch = queue.seal()) {
    const decoded = decodeProxyMessage(batch.frame);
    if (!decoded.ok || decoded.value.type !== 'batch') throw new Error('not a batch');
    expect(decoded.value.seq).toBe(batch.seq);
    events.push(...decoded.value.events);
  }
  return events;
}

describe('the spool', () => {
  test('numbers batches from 1, keeps each until it is acked, and its bytes never change', () => {
    const queue = spool();
    queue.append([tally(1)]);
    queue.append([tally(2)]);
    const first = queue.seal();
    queue.seal();
    expect(queue.batches.map(({ seq }) => seq)).toEqual([1, 2]);
    expect([queue.firstSeq, queue.nextSeq]).toEqual([1, 3]);
    expect(queue.batches[0]?.frame).toBe(first?.frame);
    queue.ack(1);
    expect([queue.firstSeq, queue.length]).toEqual([2, 1]);
    queue.ack(2);
    expect([queue.firstSeq, queue.isEmpty, queue.bytes]).toEqual([3, true, 0]);
  });

  test('its frames are what the protocol encodes', () => {
    const queue = spool();
    queue.append([tally(1), delta('{"ä":"\\u0000"}')]);
    expect(drained(queue)).toEqual([tally(1), delta('{"ä":"\\u0000"}')]);
  });

  test('splits what is too much for one batch, and loses nothing', () => {
    const queue = spool(100_000_000);
    const events = Array.from({ length: 5_000 }, (_, index) => tally(index));
    queue.append(events);
    expect(drained(queue)).toEqual(events);
    expect(queue.batches.length).toBeGreaterThanOrEqual(3);
  });

  test('full, it gives up bodies of deltas first', () => {
    const queue = spool(30_000);
    queue.append([tally(1), delta('x'.repeat(5_000))]);
    queue.append([tally(2), delta('y'.repeat(12_000))]);
    const events = drained(queue);
    expect(events.filter(({ type }) => type === 'tally')).toHaveLength(2);
    const deltas = events.filter((event) => event.type === 'delta');
    expect(deltas.map((event) => event.legacy.body)).toEqual([null, null]);
    expect(events[0]).toMatchObject({
      type: 'gap',
      lostEvents: 0,
      reason: expect.stringContaining('bodies of 2'),
    });
    expect(queue.droppedEvents).toBe(0);
  });

  test('then deltas, then the seconds of tallies, whose counts stay to the last one', () => {
    const queue = spool(8_000);
    for (let second = 1; second <= 200; second += 1) queue.append([tally(second), delta('z'.repeat(100))]);
    const events = drained(queue);
    const tallies = events.filter((event) => event.type === 'tally');
    expect(tallies.reduce((sum, { requests }) => sum + requests, 0)).toBe(600);
    expect(tallies.reduce((sum, { notCompared }) => sum + (notCompared.tooLarge ?? 0), 0)).toBe(200);
    const lost = events
      .filter((event) => event.type === 'gap')
      .reduce((sum, gap) => sum + (gap.lostEvents ?? 0), 0);
    const kept = events.filter((event) => event.type === 'delta').length;
    expect(lost + kept).toBe(200);
    expect(queue.droppedEvents).toBe(lost);
  });

  test('a restart carries what was not acked into a new spool with numbers of its own', () => {
    const queue = spool();
    queue.append([tally(1)]);
    queue.append([tally(2)]);
    queue.append([tally(3)]);
    queue.seal();
    queue.seal();
    queue.ack(1);
    const id = queue.id;
    queue.restart('forked');
    expect(queue.id).not.toBe(id);
    expect(queue.firstSeq).toBe(1);
    expect(drained(queue)).toEqual([
      tally(2),
      tally(3),
      expect.objectContaining({ type: 'gap', reason: 'forked' }),
    ]);
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
