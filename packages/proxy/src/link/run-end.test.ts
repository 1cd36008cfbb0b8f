import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeCodes } from '@delta-guard/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControlServer, testToken } from '../testing/control-server.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const program = path.join(import.meta.dirname, '..', 'main.ts');
let folder: string;
let upstream: TestServer;
let candidate: TestServer;
let control: ControlServer;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-marker-'));
  await writeFile(path.join(folder, 'token'), `${testToken}\n`, { mode: 0o600 });
  upstream = await httpServer((_, response) => json(response, { fine: true }));
  candidate = await httpServer((_, response) => json(response, { fine: true }));
  control = await new ControlServer().start();
});
afterEach(async () => {
  await control.close();
  await upstream.close();
  await candidate.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** One run of the program from its start to the given end. */
async function runUntil(signal: 'SIGKILL' | 'SIGTERM', before = async () => {}): Promise<void> {
  const pulses = control.pulses;
  const child = fork(
    program,
    [
      ...['--legacy', upstream.url, '--candidate', candidate.url, '--port', '0', '--data-dir', folder],
      ...['--control-url', control.url, '--token-file', path.join(folder, 'token')],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  await once(child, 'message');
  await control.until(() => control.pulses >= pulses + 2);
  await before();
  child.kill(signal);
  await once(child, 'exit');
}

const gaps = () => control.events.filter((event) => event.type === 'gap');

describe('after a run that was killed', () => {
  test('P8: the next start says that something is missing, once', async () => {
    await runUntil('SIGKILL');
    expect(gaps()).toEqual([]);
    await runUntil('SIGTERM', () => control.until(() => gaps().length > 0));
    expect(gaps()).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('was killed'), lostEvents: null }),
    ]);
    await runUntil('SIGTERM');
    expect(gaps()).toHaveLength(1);
  }, 180_000);
});

describe('after a run that was closed', () => {
  test('nothing is missing', async () => {
    await runUntil('SIGTERM');
    await runUntil('SIGTERM');
    expect(gaps()).toEqual([]);
    expect(control.closes).toEqual([closeCodes.ended, closeCodes.ended]);
  }, 180_000);

  test('and could not say that nothing is left, the next one says so', async () => {
    const { port } = control;
    await runUntil('SIGTERM', () => control.close());
    const [first] = control.hellos;
    control = await new ControlServer().start(port);
    const wordIsThere = () => control.until(() => control.closes.includes(closeCodes.ended));
    await runUntil('SIGTERM', wordIsThere);
    const own = control.hellos.find(({ adoptedBy }) => adoptedBy === undefined);
    expect(control.hellos.find(({ adoptedBy }) => adoptedBy === own?.spool)?.spool).toBe(first?.spool);
    expect(control.closes).toEqual([closeCodes.ended, closeCodes.ended]);
    expect(gaps()).toEqual([]);
    expect(await readdir(path.join(folder, 'spools'))).toEqual([]);
  }, 180_000);
});
