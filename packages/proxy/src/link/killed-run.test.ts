import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControlServer, config, route, testToken } from '../testing/control-server.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const program = path.join(import.meta.dirname, '..', 'main.ts');
const shadowed = config(3, [route(1, '/items/:id', 'shadow')]);
let folder: string;
let upstream: TestServer;
let candidate: TestServer;
let control: ControlServer;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-killed-'));
  await writeFile(path.join(folder, 'token'), `${testToken}\n`, { mode: 0o600 });
  upstream = await httpServer((request, response) => json(response, { path: request.url }));
  candidate = await httpServer((request, response) => json(response, { path: request.url }));
  control = await new ControlServer().start();
  control.configure(shadowed);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await control.close();
  await upstream.close();
  await candidate.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

interface Run {
  child: ChildProcess;
  url: string;
}

async function start(dataDir = path.join(folder, 'data')): Promise<Run> {
  const child = fork(
    program,
    [
      ...['--legacy', upstream.url, '--candidate', candidate.url, '--port', '0', '--data-dir', dataDir],
      ...['--control-url', control.url, '--token-file', path.join(folder, 'token')],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  children.push(child);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${port}` };
}

async function end({ child }: Run, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function ask({ url }: Run, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await (await fetch(`${url}/items/${index}`)).arrayBuffer();
}

const spoolsIn = (dataDir: string): Promise<string[]> =>
  readdir(path.join(dataDir, 'spools')).catch(() => []);

/** Requests that are counted in what lies on the disk of a run. */
async function requestsOnDisk(dataDir: string): Promise<number> {
  let sum = 0;
  for (const id of await spoolsIn(dataDir)) {
    const journal = path.join(dataDir, 'spools', id, '1');
    for (const name of await readdir(journal)) {
      const text = await readFile(path.join(journal, name), 'latin1');
      for (const [, count] of text.matchAll(/"requests":(\d+)/g)) sum += Number(count);
    }
  }
  return sum;
}

/** Looks until it holds; the test's own time is the bound. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

/** A run whose control plane is away, killed in the middle of traffic. Returns what was safe, and all that was asked. */
async function killedRun(): Promise<{ safe: number; asked: number }> {
  const run = await start();
  await control.until(() => control.applied.includes(3));
  const { port } = control;
  const before = control;
  await control.close();
  await ask(run, 40);
  await until(async () => (await requestsOnDisk(path.join(folder, 'data'))) === 40);
  let asked = 40;
  let traffic = true;
  const clients = Array.from({ length: 4 }, async () => {
    while (traffic) {
      asked += 1;
      await ask(run, 1).catch(() => {});
    }
  });
  await upstream.untilSeen(80);
  await end(run, 'SIGKILL');
  traffic = false;
  await Promise.all(clients);
  control = await new ControlServer().start(port);
  for (const [spool, seq] of before.acked) control.acked.set(spool, seq);
  control.configure(shadowed);
  return { safe: 40, asked };
}

const gaps = () => control.events.filter((event) => event.type === 'gap');

describe('after a run that was killed under traffic', () => {
  test('P8: what was on its disk is counted once, the rest is told as a gap, and its spool is gone', async () => {
    const { safe, asked } = await killedRun();
    const [dead] = await spoolsIn(path.join(folder, 'data'));
    const run = await start();
    await control.until(() => gaps().length > 0 && control.totals().requests >= safe);
    await until(async () => !(await spoolsIn(path.join(folder, 'data'))).includes(dead ?? ''));
    const own = control.hellos.find(({ adoptedBy }) => adoptedBy === undefined);
    expect(control.hellos.find(({ spool }) => spool === dead)).toMatchObject({ adoptedBy: own?.spool });
    await end(run, 'SIGTERM');
    expect(control.totals().requests).toBeLessThanOrEqual(asked);
    expect(gaps()).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('was killed'), lostEvents: null }),
    ]);
    expect(await spoolsIn(path.join(folder, 'data'))).toEqual([]);
    const told = control.totals().requests;
    await end(await start(), 'SIGTERM');
    expect([control.totals().requests, gaps().length]).toEqual([told, 1]);
  }, 180_000);

  test('a copy of its spool on another host adds nothing', async () => {
    const { asked } = await killedRun();
    const [dead] = await spoolsIn(path.join(folder, 'data'));
    const copy = path.join(folder, 'copy');
    await cp(path.join(folder, 'data', 'spools'), path.join(copy, 'spools'), { recursive: true });
    const runs = [await start(), await start(copy)];
    for (const dataDir of [path.join(folder, 'data'), copy]) {
      await until(async () => !(await spoolsIn(dataDir)).includes(dead ?? ''));
    }
    for (const run of runs) await end(run, 'SIGTERM');
    expect(control.totals().requests).toBeGreaterThanOrEqual(40);
    expect(control.totals().requests).toBeLessThanOrEqual(asked);
  }, 180_000);

  test('a spool that the control plane sealed is left to a person, told as a gap, and sent no more', async () => {
    await killedRun();
    const [dead = ''] = await spoolsIn(path.join(folder, 'data'));
    control.forked.add(dead);
    const run = await start();
    await control.until(() => gaps().some(({ reason }) => reason.includes('(sealed)')));
    expect(await spoolsIn(path.join(folder, 'data'))).toContain(`${dead}.sealed`);
    await end(run, 'SIGTERM');
    expect(control.totals().requests).toBe(0);
    expect(await spoolsIn(path.join(folder, 'data'))).toEqual([`${dead}.sealed`]);
  }, 180_000);

  test('a spool under whose id another run sent other batches is left to a person, told as a gap, and not sent', async () => {
    await killedRun();
    const [dead = ''] = await spoolsIn(path.join(folder, 'data'));
    control.takenFromOther(dead, (control.acked.get(dead) ?? 0) + 1);
    const run = await start();
    await control.until(() => gaps().some(({ reason }) => reason.includes('another run sent other batches')));
    await end(run, 'SIGTERM');
    expect(control.totals().requests).toBe(0);
    expect(await spoolsIn(path.join(folder, 'data'))).toEqual([`${dead}.sealed`]);
  }, 180_000);

  test('a spool that is damaged is moved aside untouched and told as a gap, and the proxy serves', async () => {
    await killedRun();
    const spools = path.join(folder, 'data', 'spools');
    const [dead = ''] = await spoolsIn(path.join(folder, 'data'));
    const [segment = ''] = (await readdir(path.join(spools, dead, '1'))).filter((name) =>
      name.endsWith('.segment'),
    );
    const bytes = await readFile(path.join(spools, dead, '1', segment));
    // In its header: a batch that stands alone could be a write that the kill cut off.
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(path.join(spools, dead, '1', segment), bytes);
    const run = await start();
    await ask(run, 3);
    await control.until(() => gaps().some(({ reason }) => reason.includes('is damaged and was moved aside')));
    expect(await readFile(path.join(spools, `${dead}.damaged`, '1', segment))).toEqual(bytes);
    await control.until(() => control.totals().requests === 3);
    await end(run, 'SIGTERM');
  }, 180_000);
});
