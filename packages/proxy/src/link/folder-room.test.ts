import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FolderLock } from '@delta-guard/journal';
import { afterEach, describe, expect, test } from 'vitest';
import { delta, tally } from '../testing/spool-events.ts';
import { drained, testSpools } from '../testing/spools.ts';
import { FolderRoom } from './folder-room.ts';
import type { Spool } from './spool.ts';

const { place, spool } = testSpools();
const megabyte = 1024 * 1024;
const locks: FolderLock[] = [];
afterEach(async () => {
  for (const lock of locks.splice(0)) await lock.release();
});

interface Left {
  megabytes: number;
  ended?: boolean;
  /** By a process that lives. */
  held?: boolean;
}

/** What another run left, or has, in the folder of spools. */
async function leave(name: string, { megabytes, ended = false, held = false }: Left): Promise<void> {
  const folder = path.join(place.folder, name);
  await mkdir(path.join(folder, '1'), { recursive: true });
  await writeFile(path.join(folder, '1', '000000000000001.segment'), Buffer.alloc(megabytes * megabyte));
  if (ended) await writeFile(path.join(folder, 'ended'), '');
  if (held) locks.push(await FolderLock.take(folder));
}

const id = (digit: string) => digit.repeat(32);

function roomFor(own: Spool, megabytes: number, sharers = 1): FolderRoom {
  const bytesMax = megabytes * megabyte;
  return new FolderRoom({ directory: place.folder, own, bytesMax, sharers });
}

describe('the room of a spool', () => {
  test('is less by what earlier runs left, and comes back as that goes', async () => {
    const own = await spool(100 * megabyte);
    const room = roomFor(own, 100);
    await leave(id('a'), { megabytes: 10 });
    await leave(id('b'), { megabytes: 20, ended: true });
    await leave(`${id('c')}.damaged`, { megabytes: 5 });
    await room.measure(new Set());
    expect(own.bytesMax / megabyte).toBeCloseTo(65, 3);
    expect(room.left).toEqual({ waiting: 30 * megabyte, aside: 5 * megabyte });
    await leave(id('b'), { megabytes: 4 });
    await room.measure(new Set());
    expect(own.bytesMax / megabyte).toBeCloseTo(81, 3);
  });

  test('is not less by what a sibling that lives writes, but by what a sibling sends for an earlier run', async () => {
    const own = await spool(100 * megabyte);
    const room = roomFor(own, 100, 2);
    await leave(id('a'), { megabytes: 50, held: true });
    await room.measure(new Set());
    expect(own.bytesMax).toBe(100 * megabyte);
    await leave(id('b'), { megabytes: 8, ended: true, held: true });
    await leave(id('c'), { megabytes: 4, held: true });
    await room.measure(new Set([id('c')]));
    // Half of it: the sibling has the other half less.
    expect(Math.round(own.bytesMax / megabyte)).toBe(94);
  });

  test('is never less than the tallies of the present run need', async () => {
    const own = await spool(100 * megabyte);
    await leave(id('a'), { megabytes: 120 });
    await roomFor(own, 100).measure(new Set());
    expect(own.bytesMax).toBe(24 * megabyte);
    own.append([tally(1)]);
    await own.settled();
    expect([own.durable, own.droppedEvents]).toEqual([true, 0]);
    const small = await spool(5_000);
    await roomFor(small, 0).measure(new Set());
    expect(small.bytesMax).toBe(5_000);
  });

  test('makes the spool thin what lies there already, and keep its tallies', async () => {
    const own = await spool(60 * megabyte);
    const body = 'b'.repeat(250_000);
    for (let second = 1; second <= 60; second += 1) own.append([tally(second), delta(body)]);
    await own.settled();
    expect(own.bytes).toBeGreaterThan(25 * megabyte);
    await leave(id('a'), { megabytes: 60 });
    await roomFor(own, 60).measure(new Set());
    own.append([tally(61)]);
    await own.settled();
    expect(own.bytes).toBeLessThan(16 * megabyte);
    const { events } = await drained(own);
    expect(events.filter(({ type }) => type === 'tally')).toHaveLength(61);
  });
});
