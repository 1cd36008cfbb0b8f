import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { progressLine, showProgress } from './progress.ts';
import { readRecording } from './read-recording.ts';

const counts = { requests: 50, comparisons: 50, mismatches: 2, skipped: 1 };

test('the progress of a replay is a bar of what was read, with what was found so far', () => {
  const line = progressLine({ counts, share: { now: () => 0.5 } }, 2_000);
  expect(line).toBe(`${'█'.repeat(12)}${'░'.repeat(12)} 50 %  50 requests (25/s), 2 mismatches, 1 skipped`);
});

test('it is shown on a terminal only, and taken away at the end', () => {
  const written: string[] = [];
  const stream = (isTTY: boolean) => ({ isTTY, write: (text: string) => written.push(text) > 0 });
  showProgress({ counts, share: { now: () => 0 } }, stream(false))();
  expect(written).toEqual([]);
  showProgress({ counts, share: { now: () => 0 } }, stream(true))();
  expect(written).toEqual([expect.stringContaining(' 0 %  50 requests'), '\r\u001B[K']);
});

test('a recording says how much of it was read', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-progress-'));
  const entry = (at: number) => ({ request: { method: 'GET', url: `http://a/${at}` } });
  const har = path.join(folder, 'a.har');
  await writeFile(har, JSON.stringify({ log: { entries: [1, 2, 3, 4].map(entry) } }));
  const { requests, share } = await readRecording(har);
  const shares = [share.now()];
  for await (const _ of requests) shares.push(share.now());
  expect(shares).toEqual([0, 0.25, 0.5, 0.75, 1]);
  const lines = path.join(folder, 'a.ndjson');
  await writeFile(lines, '{}\n{}\n');
  const other = await readRecording(lines);
  for await (const _ of other.requests);
  expect(other.share.now()).toBe(1);
  await rm(folder, { recursive: true });
});
