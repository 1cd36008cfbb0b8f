import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lostInKills } from './testing/kill-rounds.ts';

test('200 kills of a process that appends under load lose no acked record', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'delta-guard-kills-'));
  const { lost, acked } = await lostInKills(directory, 200);
  expect(acked).toBeGreaterThan(200 * 200);
  expect(lost).toEqual([]);
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
});
