import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { delta, tally } from '../testing/spool-events.ts';
import { drained, testSpools } from '../testing/spools.ts';
import { SpoolStore } from './spool-store.ts';

const { place, spool } = testSpools();

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
    const gone = (bytesTotal: number) => ({ bytesTotal, truncated: true, bytes: { text: '' } });
    expect(deltas.map(({ bodies }) => bodies)).toEqual(['differing', 'differing']);
    expect(deltas.map(({ legacy }) => legacy.body)).toEqual([gone(5_000), gone(16_000)]);
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
    expect(await readdir(place.folder)).toEqual([queue.id]);
  });

  test('leaves nothing when all was acked, and what is left when it was not', async () => {
    const queue = await spool();
    queue.append([tally(1)]);
    await drained(queue);
    await queue.close();
    const left = await SpoolStore.open({ directory: place.folder, id: queue.id });
    expect([left.ended, left.firstSeq, left.nextSeq]).toEqual([true, 1, 2]);
    expect((await left.read(1)).frame).toContain('"second":1');
    await left.remove();
    const other = await spool();
    other.append([tally(1)]);
    await drained(other);
    other.ack(1);
    await other.close();
    expect(await readdir(place.folder)).toEqual([]);
  });
});
