import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Part } from './part.ts';
import { keepRunning, type SupervisedPlan } from './supervisor.ts';

const logDir = mkdtempSync(join(tmpdir(), 'delta-guard-parts-'));
afterAll(() => rmSync(logDir, { recursive: true, force: true, maxRetries: 10 }));

const plan = (mode: string, change: Partial<SupervisedPlan> = {}): SupervisedPlan => ({
  name: mode,
  entry: fileURLToPath(new URL('./testing/child.ts', import.meta.url)),
  args: [mode, 'first'],
  env: {},
  logDir,
  verbose: false,
  readyTimeoutMs: 60_000,
  again: () => ({ args: [mode, 'again'], env: {} }),
  ...change,
});
const never = new AbortController().signal;

test('a part that ends before it is ready gives its last line as the reason', async () => {
  await expect(keepRunning(plan('fail'), never)).rejects.toThrow('fail did not start: the reason why');
});

test('a part that ends by itself is started again with what keeps its address', async () => {
  const runs: Part[] = [];
  let second: (part: Part) => void;
  const restarted = new Promise<Part>((resolve) => {
    second = resolve;
  });
  const onReady = (part: Part) => {
    runs.push(part);
    if (runs.length === 2) second(part);
  };
  const supervised = await keepRunning(plan('ready', { onReady }), never);
  expect(supervised.first.ready.argument).toBe('first');
  supervised.send({ type: 'end' });
  expect((await restarted).ready.argument).toBe('again');
  await supervised.stop();
  expect(await runs.at(-1)?.exited).toBe('exit code 0');
});

test('a part that keeps ending is given up after five restarts a minute', async () => {
  let runs = 0;
  const onReady = () => {
    runs += 1;
  };
  const supervised = await keepRunning(plan('crash', { onReady }), never);
  expect(await supervised.gaveUp).toBe('gaveUp');
  expect(runs).toBe(6);
});

test('a part that is starting when all is stopped does not stay', async () => {
  const abort = new AbortController();
  const starting = keepRunning(plan('silent'), abort.signal);
  abort.abort();
  await expect(starting).rejects.toThrow('silent was stopped while it started');
});
