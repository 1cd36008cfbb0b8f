import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RouteConfig } from '@delta-guard/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControlServer, config, route, testToken } from '../testing/control-server.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';
import { socketPath } from './local-control.ts';

const proxyProgram = path.join(import.meta.dirname, '..', 'main.ts');
const program = path.join(import.meta.dirname, 'main.ts');
let folder: string;
let legacy: TestServer;
let candidate: TestServer;
let control: ControlServer;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-local-'));
  await writeFile(path.join(folder, 'token'), testToken, { mode: 0o600 });
  legacy = await httpServer((_, response) => json(response, { side: 'legacy' }));
  candidate = await httpServer((_, response) => json(response, { side: 'candidate' }));
  control = await new ControlServer().start();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await control.close();
  await legacy.close();
  await candidate.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

const live = [route(1, '/accounts/:id', 'live', { version: 7 }), route(2, '/rates', 'live', { version: 3 })];

/** A proxy whose candidate answers on two routes. */
async function startProxy(...more: string[]): Promise<{ child: ChildProcess; port: number }> {
  const workers = more.includes('--workers') ? 2 : 1;
  control.configure(config(5, live));
  const upstreams = ['--legacy', legacy.url, '--candidate', candidate.url];
  const link = ['--control-url', control.url, '--token-file', path.join(folder, 'token')];
  const rest = ['--port', '0', '--data-dir', folder, ...more];
  const child = fork(proxyProgram, [...upstreams, ...link, ...rest], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  await control.until(() => control.applied.filter((revision) => revision === 5).length >= workers);
  return { child, port };
}

async function rollback(...args: string[]) {
  const child = spawn(process.execPath, [program, '--data-dir', folder, ...args], {
    env: { PATH: process.env.PATH },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Who answers, on a connection of its own each time. */
async function sides(port: number, target: string, times = 1): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let at = 0; at < times; at += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}${target}`, { headers: { Connection: 'close' } });
    seen.add(((await answer.json()) as { side: string }).side);
  }
  return seen;
}

describe('delta-guard rollback', { timeout: 180_000 }, () => {
  test('takes one route back from the next request on, without the control plane, and over a restart', async () => {
    const first = await startProxy();
    expect(await sides(first.port, '/accounts/1')).toEqual(new Set(['candidate']));
    control.cut();
    const { code, output } = await rollback('GET /accounts/:id', '--reason', 'balances are wrong');
    expect([code, output]).toEqual([0, 'GET /accounts/:id: rolled back\n']);
    expect(await sides(first.port, '/accounts/1')).toEqual(new Set(['legacy']));
    expect(await sides(first.port, '/rates')).toEqual(new Set(['candidate']));
    await control.until(() => control.rollbacks.length > 0);
    expect(control.rollbacks[0]).toMatchObject({
      trigger: 'operator',
      routeVersion: 7,
      evidence: null,
      reason: expect.stringMatching(/^balances are wrong \(.+\)$/),
    });
    expect(await rollback('GET /accounts/:id')).toMatchObject({
      code: 0,
      output: expect.stringContaining('already'),
    });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await startProxy();
    expect(await sides(second.port, '/accounts/1')).toEqual(new Set(['legacy']));
  });

  test('--all takes back every route on which the candidate answers', async () => {
    const { port } = await startProxy();
    const { code, output } = await rollback('--all');
    expect(code).toBe(0);
    expect(output).toBe('GET /accounts/:id: rolled back\nGET /rates: rolled back\n');
    expect(await sides(port, '/rates')).toEqual(new Set(['legacy']));
    expect((await rollback('--all')).output).toContain('The legacy answers on every route already');
  });

  test('takes a route back from complete where the legacy can be reached, and says where it cannot', async () => {
    const complete = [route(1, '/accounts/:id', 'complete', { version: 9 })];
    const { port } = await startProxy();
    await control.apply(config(6, complete));
    expect(await sides(port, '/accounts/1')).toEqual(new Set(['candidate']));
    expect(await rollback('--all')).toMatchObject({ code: 0, output: 'GET /accounts/:id: rolled back\n' });
    expect(await sides(port, '/accounts/1')).toEqual(new Set(['legacy']));
    await control.apply(config(7, [{ ...complete[0], id: live[1]?.id ?? '', version: 10 } as RouteConfig]));
    await legacy.close();
    await control.until(() => control.health?.upstreams.legacy.reachable === false);
    expect(await rollback('--all')).toMatchObject({
      code: 1,
      output: expect.stringContaining('stays complete'),
    });
    expect(await sides(port, '/accounts/1')).toEqual(new Set(['candidate']));
  });

  test('works where the proxy runs alone, on a data folder that is not there yet', async () => {
    const fresh = path.join(folder, 'not', 'yet');
    const child = fork(
      proxyProgram,
      ['--legacy', legacy.url, '--candidate', candidate.url, '--port', '0', '--data-dir', fresh],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    children.push(child);
    await once(child, 'message');
    expect(await rollback('--all', '--data-dir', fresh)).toMatchObject({ code: 0 });
  });

  test('reaches every worker, and one that begins later', async () => {
    const { child, port } = await startProxy('--workers', '2');
    expect(await sides(port, '/rates', 6)).toEqual(new Set(['candidate']));
    expect(await rollback('GET /rates')).toMatchObject({ code: 0 });
    await expect.poll(() => sides(port, '/rates', 6), { timeout: 60_000 }).toEqual(new Set(['legacy']));
    expect(await sides(port, '/accounts/1', 6)).toEqual(new Set(['candidate']));
    const hellos = control.hellos.length;
    child.kill('SIGHUP');
    await control.until(() => control.hellos.length >= hellos + 2);
    expect(await sides(port, '/rates', 12)).toEqual(new Set(['legacy']));
  });

  test('is only for the owner of the proxy: the socket has mode 0600', async () => {
    await startProxy();
    const { mode } = await stat(socketPath(folder));
    expect(mode & 0o777).toBe(0o600);
  });

  test('says what is wrong: no proxy, an unknown route, no route', async () => {
    expect(await rollback('GET /x')).toMatchObject({
      code: 2,
      output: expect.stringContaining('no proxy answers at'),
    });
    await startProxy();
    expect(await rollback('GET /nowhere')).toMatchObject({
      code: 1,
      output: 'GET /nowhere: is not known to this proxy\n',
    });
    expect(await rollback()).toMatchObject({ code: 2, output: expect.stringContaining('--all') });
    expect(await rollback('GET /rates', '--all')).toMatchObject({ code: 2 });
  });
});
