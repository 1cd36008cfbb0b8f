import { nodeFileSystem } from '@delta-guard/journal';
import { FaultyFileSystem } from '@delta-guard/journal/testing';
import { describe, expect, test } from 'vitest';
import { smallDisk } from '../testing/small-disk.ts';
import { delta, tally } from '../testing/spool-events.ts';
import { drained, testSpools } from '../testing/spools.ts';
import { SpoolStore } from './spool-store.ts';

const { place, spool } = testSpools();

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
    place.nowMs += 10 * 60_000;
    queue.append([tally(4)]);
    await queue.settled();
    expect(queue.durable).toBe(true);
    const last = (await drained(queue)).seqs.at(-1) ?? 0;
    await queue.close();
    const left = await SpoolStore.open({ directory: place.folder, id: queue.id });
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
    const disk = await smallDisk(place.folder);
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
    place.nowMs += 10 * 60_000;
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
