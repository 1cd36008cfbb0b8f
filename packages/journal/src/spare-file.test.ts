import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JournalFileSystem } from './file-system.ts';
import { Journal } from './journal.ts';
import { nodeFileSystem } from './node-file-system.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'delta-guard-spare-'));
});
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 10 }));

const segmentBytes = 1_000_000;
const record = Buffer.alloc(10_000, 'r');

const stepBytes = segmentBytes / 8;
const waiting = { timeout: 60_000, interval: 1 };

const spareBytes = () =>
  stat(path.join(directory, 'spare.new')).then(
    ({ size }) => size,
    () => 0,
  );
const newest = async () =>
  (await readdir(directory)).filter((name) => name.endsWith('.segment')).at(-1) ?? '';

/** Appends one record after the other, each once the spare file has caught up, until a second segment is begun. */
async function appendUntilRolled(journal: Journal): Promise<void> {
  const first = await newest();
  for (let bytes = 0; (await newest()) === first; ) {
    const due = Math.floor((2 * bytes - segmentBytes) / stepBytes) * stepBytes;
    await vi.waitFor(async () => expect(await spareBytes()).toBeGreaterThanOrEqual(due), waiting);
    bytes = journal.bytes;
    await journal.append(1, record);
  }
}

describe('the room of the next segment', () => {
  test('is made while the one before is written, and is as large as a segment at most', async () => {
    const journal = await Journal.open({ directory, segmentBytes });
    await appendUntilRolled(journal);
    const { size } = await stat(path.join(directory, await newest()));
    expect(size).toBeGreaterThan((segmentBytes * 3) / 4);
    expect(size).toBeLessThanOrEqual(segmentBytes);
    await journal.close();
    expect((await readdir(directory)).filter((name) => name.endsWith('.new'))).toEqual([]);
    const again = await Journal.open({ directory, segmentBytes });
    expect([again.nextSequence, again.wasTorn]).toEqual([journal.nextSequence, false]);
    await again.close();
  });

  test('is no damage where a crash left it, and goes with the next start', async () => {
    const journal = await Journal.open({ directory, segmentBytes });
    for (let index = 0; index < 80; index += 1) await journal.append(1, record);
    await journal.close();
    await writeFile(path.join(directory, 'spare.new'), Buffer.alloc(5_000));
    const again = await Journal.open({ directory, segmentBytes });
    expect(await readdir(directory)).not.toContain('spare.new');
    await appendUntilRolled(again);
    expect((await stat(path.join(directory, await newest()))).size).toBeGreaterThan(segmentBytes / 2);
    await again.close();
  });

  test('costs nothing where it cannot be made: records go on', async () => {
    const fs: JournalFileSystem = {
      ...nodeFileSystem,
      async open(file, how) {
        if (file.endsWith('spare.new')) throw new Error('no spare file today');
        return nodeFileSystem.open(file, how);
      },
    };
    const journal = await Journal.open({ directory, segmentBytes, fs });
    for (let index = 0; index < 120; index += 1) await journal.append(1, record);
    expect((await journal.read(120)).payload).toEqual(record);
    await journal.close();
  });
});
