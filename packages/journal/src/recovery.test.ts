import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headerBytes, recordHeaderBytes } from './format.ts';
import { Journal } from './journal.ts';

let directory: string;
beforeEach(async () => {
  // Thousands of starts: in memory where the system has such a folder, for no power is cut here.
  const above = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  directory = await mkdtemp(path.join(above, 'delta-guard-journal-'));
});
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 10 }));

const segmentBytes = 1_000;
const texts = Array.from({ length: 24 }, (_, index) => `${index} ${'y'.repeat((index * 37) % 150)}`);

const open = () => Journal.open({ directory, segmentBytes, lock: false });

/** Returns the first sequence of the last group. */
async function fill(): Promise<number> {
  const journal = await open();
  // Groups of one to four records.
  let lastGroup = 0;
  for (let at = 0; at < texts.length; ) {
    const group = texts.slice(at, at + 1 + (at % 3));
    lastGroup = at + 1;
    await Promise.all(group.map((text) => journal.append(7, Buffer.from(text))));
    at += group.length;
  }
  await journal.close();
  return lastGroup;
}

async function found(): Promise<string[]> {
  const journal = await open();
  try {
    const all: string[] = [];
    for await (const { sequence, type, payload } of journal.records()) {
      expect([sequence, type]).toEqual([all.length + 1, 7]);
      all.push(payload.toString());
    }
    return all;
  } finally {
    await journal.close();
  }
}

const segments = async () => (await readdir(directory)).filter((name) => name.endsWith('.segment')).sort();

/** Where each record of a segment begins, and where the last ends. */
function places(count: number, from: number): number[] {
  const all = [headerBytes];
  for (const text of texts.slice(from, from + count))
    all.push((all.at(-1) ?? 0) + recordHeaderBytes + text.length);
  return all;
}

describe('a journal that is opened again', () => {
  test('has every record in its order, over several segments, and goes on with the next sequence', async () => {
    await fill();
    expect((await segments()).length).toBeGreaterThan(2);
    expect(await found()).toEqual(texts);
    const journal = await open();
    expect(await journal.append(7, Buffer.from('more'))).toBe(texts.length + 1);
    await journal.close();
  });

  test('whose last segment was cut, at any byte, has exactly the records before the cut', async () => {
    await fill();
    const name = (await segments()).at(-1) ?? '';
    const base = Number(name.slice(0, 15));
    const ends = places(texts.length - base + 1, base - 1);
    const whole = await readFile(path.join(directory, name));
    const file = path.join(directory, name);
    for (let length = (ends.at(-1) ?? 0) + 40; length >= headerBytes; length -= 1) {
      await writeFile(file, whole.subarray(0, length));
      const kept = base - 1 + ends.slice(1).filter((end) => end <= length).length;
      expect(await found()).toEqual(texts.slice(0, kept));
    }
    await truncate(file, headerBytes - 1);
    await expect(open()).rejects.toMatchObject({ code: 'damaged', damage: { file, offset: 0 } });
  });

  test('with one bit of any record flipped has exactly the records before it, or names file and byte and changes nothing', async () => {
    const lastGroup = await fill();
    const names = await segments();
    const outcomes = { prefix: 0, damaged: 0 };
    for (const [index, name] of names.entries()) {
      const file = path.join(directory, name);
      const whole = await readFile(file);
      const base = Number(name.slice(0, 15));
      const next = Number(names[index + 1]?.slice(0, 15) ?? texts.length + 1);
      const starts = places(next - base, base - 1);
      for (let at = headerBytes; at < (starts.at(-1) ?? 0); at += 7) {
        const harmed = Buffer.from(whole);
        harmed[at] = (harmed[at] ?? 0) ^ (1 << (at % 8));
        await writeFile(file, harmed);
        const record = starts.findLastIndex((start) => start <= at);
        const outcome = await found().catch((error: unknown) => error);
        if (outcome instanceof Error) {
          expect(outcome).toMatchObject({ code: 'damaged', damage: { file, offset: starts[record] } });
          expect(outcome.message).toContain('Move the whole folder aside');
          expect(await readFile(file)).toEqual(harmed);
          outcomes.damaged += 1;
        } else {
          expect(outcome).toEqual(texts.slice(0, base - 1 + record));
          // Only what was written last can look as if a crash had cut it off.
          expect(base + record).toBeGreaterThanOrEqual(lastGroup);
          outcomes.prefix += 1;
        }
      }
      await writeFile(file, whole);
    }
    expect(outcomes.prefix).toBeGreaterThan(0);
    expect(outcomes.damaged).toBeGreaterThan(outcomes.prefix);
    expect(await found()).toEqual(texts);
  });

  test('after a torn group never shows what was left of it behind later records', async () => {
    const journal = await open();
    await Promise.all(['one', 'two', 'six'].map((text) => journal.append(7, Buffer.from(text))));
    await journal.close();
    const file = path.join(directory, (await segments())[0] ?? '');
    const torn = await readFile(file);
    torn[headerBytes + recordHeaderBytes] = 0;
    await writeFile(file, torn);
    expect(await found()).toEqual([]);
    const again = await open();
    await again.append(7, Buffer.from('new'));
    await again.close();
    expect(await found()).toEqual(['new']);
  });

  test('with any bit of a header or of a trim mark flipped loses nothing', async () => {
    await fill();
    const journal = await open();
    await journal.trim(3);
    await journal.close();
    for (const name of await readdir(directory)) {
      const file = path.join(directory, name);
      const whole = await readFile(file);
      for (let at = 0; at < (name === 'trim' ? 20 : headerBytes); at += 1) {
        const harmed = Buffer.from(whole);
        harmed[at] = (harmed[at] ?? 0) ^ 4;
        await writeFile(file, harmed);
        const opened = await open().catch((error: unknown) => error);
        if (opened instanceof Journal) {
          expect(name).toBe('trim');
          expect([opened.firstSequence, opened.nextSequence]).toEqual([expect.any(Number), texts.length + 1]);
          expect(opened.firstSequence).toBeLessThanOrEqual(4);
          await opened.close();
        } else expect(opened).toMatchObject({ code: 'damaged' });
      }
      await writeFile(file, whole);
    }
  });

  test('with a segment of its middle gone, or all of them, says so', async () => {
    await fill();
    const [, second] = await segments();
    await rm(path.join(directory, second ?? ''));
    await expect(open()).rejects.toThrow(/records \d+ to \d+ are missing before it/);
    const journal = await Journal.open({ directory: path.join(directory, 'b'), segmentBytes });
    await journal.append(1, Buffer.from('x'));
    await journal.trim(1);
    await journal.close();
    await rm(path.join(directory, 'b', '000000000000001.segment'));
    await expect(Journal.open({ directory: path.join(directory, 'b') })).rejects.toThrow(
      'its segments are missing',
    );
  });
});
