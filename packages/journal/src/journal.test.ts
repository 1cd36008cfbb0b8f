import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalFileSystem } from './file-system.ts';
import { Journal } from './journal.ts';
import { nodeFileSystem } from './node-file-system.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'delta-guard-journal-'));
});
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 10 }));

describe('a journal', () => {
  test('takes bytes of any kind and gives them back by their sequence', async () => {
    const journal = await Journal.open({ directory });
    const payloads = [Buffer.alloc(0), Buffer.from([0, 255, 0]), Buffer.alloc(3_000_000, 7)];
    const sequences = await Promise.all(
      payloads.map((payload, index) => journal.append(index * 100, payload)),
    );
    expect(sequences).toEqual([1, 2, 3]);
    for (const [index, payload] of payloads.entries()) {
      expect(await journal.read(index + 1)).toEqual({ sequence: index + 1, type: index * 100, payload });
      expect(journal.payloadBytes(index + 1)).toBe(payload.length);
    }
    await journal.close();
  });

  test('writes as one what waits together, in a call that syncs', async () => {
    const calls = { writes: 0, syncs: 0 };
    const journal = await Journal.open({ directory, fs: counting(calls) });
    await journal.append(1, Buffer.alloc(1_000));
    const before = { ...calls };
    await Promise.all(Array.from({ length: 64 }, () => journal.append(1, Buffer.alloc(1_000))));
    expect(calls).toEqual({ writes: before.writes + 1, syncs: before.syncs });
    await journal.close();
  });

  test('trims whole segments, and remembers what was trimmed', async () => {
    const journal = await Journal.open({ directory, segmentBytes: 1_000 });
    for (let index = 0; index < 20; index += 1) await journal.append(1, Buffer.alloc(300));
    const segments = async () =>
      (await readdir(directory)).filter((name) => name.endsWith('.segment')).length;
    const before = await segments();
    await journal.trim(18);
    expect(await segments()).toBeLessThan(before / 2);
    await expect(journal.read(18)).rejects.toMatchObject({ code: 'noSuchRecord' });
    await expect(journal.trim(21)).rejects.toMatchObject({ code: 'noSuchRecord' });
    await journal.close();
    const again = await Journal.open({ directory, segmentBytes: 1_000 });
    expect([again.firstSequence, again.nextSequence]).toEqual([19, 21]);
    await again.trim(20);
    expect([again.firstSequence, again.nextSequence]).toEqual([21, 21]);
    await again.close();
  });

  test('refuses what is too large, what is too much at once, and all after its end', async () => {
    const journal = await Journal.open({ directory, segmentBytes: 10_000, backlogBytesMax: 5_000 });
    await expect(journal.append(1, Buffer.alloc(10_000))).rejects.toMatchObject({ code: 'recordTooLarge' });
    const first = journal.append(1, Buffer.alloc(4_000));
    await expect(journal.append(1, Buffer.alloc(4_000))).rejects.toMatchObject({ code: 'backlogFull' });
    await first;
    await journal.close();
    await expect(journal.append(1, Buffer.alloc(1))).rejects.toMatchObject({ code: 'closed' });
  });

  test('can begin at any sequence under a given salt', async () => {
    const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
    const journal = await Journal.open({ directory, salt, firstSequence: 1_000 });
    expect(await journal.append(1, Buffer.from('x'))).toBe(1_000);
    await journal.close();
    const again = await Journal.open({ directory });
    expect([again.salt.toString('hex'), again.firstSequence]).toEqual([salt.toString('hex'), 1_000]);
    await again.close();
  });
});

function counting(calls: { writes: number; syncs: number }): JournalFileSystem {
  return {
    ...nodeFileSystem,
    async open(file, how) {
      const inner = await nodeFileSystem.open(file, how);
      return {
        ...inner,
        write(bytes, position) {
          calls.writes += 1;
          return inner.write(bytes, position);
        },
        sync() {
          calls.syncs += 1;
          return inner.sync();
        },
      };
    },
  };
}
