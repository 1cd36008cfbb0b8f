import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownPort } from '../testing/own-port.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const program = path.join(import.meta.dirname, 'main.ts');
let folder: string;
let legacy: TestServer;
let candidate: TestServer;
let candidateSays: (id: number) => unknown;
const children: ChildProcess[] = [];

const account = (url = '') => Number(/\d+/.exec(url)?.[0] ?? 0);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-replay-'));
  candidateSays = (id) => ({ id, balance: 12.5 });
  legacy = await httpServer(({ url }, response) => json(response, { id: account(url), balance: 12.5 }));
  candidate = await httpServer(({ url, socket }, response) => {
    try {
      json(response, candidateSays(account(url)));
    } catch {
      socket.destroy();
    }
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await legacy.close();
  await candidate.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

async function replay(file: string, ...args: string[]) {
  const upstreams = ['--legacy', legacy.url, '--candidate', candidate.url];
  const child = spawn(process.execPath, [program, file, ...upstreams, ...args], {
    cwd: folder,
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

async function harOf(requests: { method?: string; url: string; headers?: object[]; postData?: object }[]) {
  const entries = requests.map((request) => ({ request: { method: 'GET', headers: [], ...request } }));
  await writeFile(path.join(folder, 'traffic.har'), JSON.stringify({ log: { version: '1.2', entries } }));
  return 'traffic.har';
}

const accounts = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ url: `https://recorded.example/accounts/${id + 1}?full=1` }));

describe('recorded traffic', () => {
  test('that both systems answer alike meets the policy: exit code 0, and both were asked for all of it', async () => {
    const { code, output } = await replay(await harOf(accounts(450)));
    expect(output).toContain('450 requests replayed');
    expect(output).toContain('met     GET /accounts/:id: 450 match, 0 mismatch');
    expect(code).toBe(0);
    expect(legacy.seen).toHaveLength(450);
    expect(candidate.seen.map(({ url }) => url).sort()).toEqual(legacy.seen.map(({ url }) => url).sort());
  });

  test('that differs is told by route, signature and place in the recording, as text, JSON and JUnit: exit code 1', async () => {
    candidateSays = (id) => ({ id, balance: id === 7 ? 12.51 : 12.5 });
    const file = await harOf(accounts(450));
    const { code, output } = await replay(file, '--json', 'out.json', '--junit', 'out.xml');
    expect(code).toBe(1);
    expect(output).toContain('1 x body $.balance: value (rounding), for example request 7');
    const summary = JSON.parse(await readFile(path.join(folder, 'out.json'), 'utf8'));
    expect(summary).toMatchObject({
      met: false,
      requests: 450,
      mismatches: 1,
      routes: [{ route: 'GET /accounts/:id', signatures: [{ count: 1, requests: [7] }] }],
    });
    const xml = await readFile(path.join(folder, 'out.xml'), 'utf8');
    expect(xml).toMatch(/<testcase classname="GET \/accounts\/:id" name="evidence"><failure/);
  });

  test('that is too little to prove anything does not meet a policy, but passes where only a mismatch fails', async () => {
    const file = await harOf(accounts(3));
    expect(await replay(file)).toMatchObject({
      code: 1,
      output: expect.stringContaining('FAILED: policy trial is not met'),
    });
    const lenient = await replay(file, '--fail-on', 'mismatch', '--junit', 'out.xml');
    expect(lenient).toMatchObject({
      code: 0,
      output: expect.stringContaining('Passed: no mismatch (not a proof'),
    });
    expect(await readFile(path.join(folder, 'out.xml'), 'utf8')).toContain('failures="0"');
  });

  test('is compared under rules from a file; a rule that cannot be used is refused before anything is sent', async () => {
    candidateSays = (id) => ({ id, balance: 99 });
    const file = await harOf(accounts(3));
    const rules = path.join(folder, 'rules.json');
    await writeFile(
      rules,
      JSON.stringify([{ place: { in: 'body', path: '$.balance' }, action: { do: 'ignore' } }]),
    );
    expect(await replay(file, '--fail-on', 'mismatch', '--rules', rules)).toMatchObject({ code: 0 });
    const sent = legacy.seen.length;
    await writeFile(
      rules,
      JSON.stringify([{ place: { in: 'body', path: '$.[' }, action: { do: 'ignore' } }]),
    );
    const refused = await replay(file, '--rules', rules);
    expect(refused).toMatchObject({ code: 2, output: expect.stringContaining('rule 1: ') });
    expect(legacy.seen).toHaveLength(sent);
  });

  test('of methods that change things is sent to nobody, unless told: then to both', async () => {
    const body = JSON.stringify({ amount: 3 });
    const file = await harOf([{ method: 'POST', url: 'http://x/transfers', postData: { text: body } }]);
    const refused = await replay(file);
    expect(refused.output).toContain('skipped 1: POST changes things');
    expect(legacy.seen.length + candidate.seen.length).toBe(0);
    await replay(file, '--unsafe');
    expect([legacy.seen, candidate.seen]).toMatchObject([[{ method: 'POST' }], [{ method: 'POST' }]]);
  });

  test('goes out without what belonged to the recorded connection, with the headers given for all', async () => {
    const headers = [
      { name: ':authority', value: 'recorded.example' },
      { name: 'Host', value: 'recorded.example' },
      { name: 'Connection', value: 'keep-alive, X-Hop' },
      { name: 'X-Hop', value: '1' },
      { name: 'If-None-Match', value: '"1"' },
      { name: 'Authorization', value: 'Bearer recorded' },
      { name: 'Accept', value: 'application/json' },
    ];
    await replay(await harOf([{ url: '/accounts/1', headers }]), '--header', 'Authorization: Bearer now');
    const [seen] = candidate.seen;
    const sent = new Map<string, string>();
    for (let at = 0; at < (seen?.rawHeaders.length ?? 0); at += 2) {
      sent.set((seen?.rawHeaders[at] ?? '').toLowerCase(), seen?.rawHeaders[at + 1] ?? '');
    }
    expect(sent.get('authorization')).toBe('Bearer now');
    expect(sent.get('accept')).toBe('application/json');
    expect(sent.get('host')).toBe(`127.0.0.1:${candidate.port}`);
    for (const gone of [':authority', 'x-hop', 'if-none-match']) expect(sent.has(gone)).toBe(false);
  });

  test('cannot be replayed where one system never answers: code 2, and which and why', async () => {
    const file = await harOf(accounts(3));
    const dead = `http://127.0.0.1:${await ownPort()}`;
    for (const side of ['legacy', 'candidate']) {
      const { code, output } = await replay(file, `--${side}`, dead);
      expect(output).toMatch(new RegExp(`the ${side} never answered: .*ECONNREFUSED`));
      expect(code).toBe(2);
    }
  });

  test('of a candidate that fails now and then is a mismatch each time', async () => {
    candidateSays = (id) => {
      if (id === 2) throw new Error('gone');
      return { id, balance: 12.5 };
    };
    const { output } = await replay(await harOf(accounts(3)));
    expect(output).toContain('2 match, 1 mismatch');
  });
});

describe('other recordings', () => {
  const separator = '\n🐵🙈🙉\n';
  const chunked =
    'GET /accounts/2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n';
  const payloads = [
    `1 aa 100 0\nGET /accounts/1 HTTP/1.1\r\nHost: x\r\n\r\n`,
    `2 aa 101 5\nHTTP/1.1 200 OK\r\n\r\n`,
    `1 bb 102 0\n${chunked}`,
    `1 cc 103 0\nnot http`,
  ];

  test.each([
    ['traffic.gor', (bytes: Buffer) => bytes],
    ['traffic.gor.gz', gzipSync],
  ])('of GoReplay are read, answers passed over, chunked bodies whole: %s', async (name, pack) => {
    await writeFile(path.join(folder, name), pack(Buffer.from(payloads.join(separator) + separator)));
    const { output } = await replay(name);
    expect(legacy.seen.map(({ url }) => url).sort()).toEqual(['/accounts/1', '/accounts/2']);
    expect(output).toContain('skipped 1: no request line');
  });

  test('of exported deltas are read; what redaction changed is not asked again', async () => {
    const delta = (target: string) =>
      JSON.stringify({ request: { method: 'GET', target, headers: [['Accept', '*/*']], body: null } });
    const lines = [delta('/accounts/1'), delta('/accounts?token=%5Btoken%20%231%5D'), '{"broken"'];
    await writeFile(path.join(folder, 'deltas.ndjson'), `${lines.join('\n')}\n`);
    const { output } = await replay('deltas.ndjson');
    expect(legacy.seen.map(({ url }) => url)).toEqual(['/accounts/1']);
    expect(output).toContain('skipped 1: its target is redacted');
    expect(output).toContain('skipped 1: it holds no request of a delta');
  });

  test('of exported deltas without the bodies of their requests are passed over, and counted', async () => {
    const delta = (target: string, body: unknown, length = '18') => {
      const headers = [['Content-Length', length]];
      return JSON.stringify({ request: { method: 'GET', target, headers, body } });
    };
    const gone = { bytesTotal: 18, truncated: true, bytes: { text: '' } };
    const cut = { bytesTotal: 18, truncated: true, bytes: { text: '{"a":' } };
    const lines = [delta('/1', gone), delta('/2', null), delta('/3', cut), delta('/4', null, '0')];
    await writeFile(path.join(folder, 'deltas.ndjson'), `${lines.join('\n')}\n`);
    const { output } = await replay('deltas.ndjson');
    expect(legacy.seen.map(({ url }) => url)).toEqual(['/4']);
    expect(output).toContain('skipped 2: its body was not kept');
    expect(output).toContain('skipped 1: its body was kept in part only');
  });

  test.each([
    ['missing.har', null, 'missing.har cannot be read'],
    ['a.har', '{"log":', 'is not JSON'],
    ['b.har', '{"entries":[]}', 'log.entries is missing'],
    ['c.gor', 'GET / HTTP/1.1\n', 'is no GoReplay file'],
    ['d.txt', 'x', 'say --format'],
    ['e.gz', 'not packed', 'incorrect header check'],
  ])('that cannot be used end with code 2 and say why: %s', async (name, content, words) => {
    if (content !== null) await writeFile(path.join(folder, name), content);
    const { code, output } = await replay(name);
    expect(output).toContain(words);
    expect(output).not.toContain('    at ');
    expect(code).toBe(2);
  });

  test('with options that make no sense are refused with code 2', async () => {
    expect(await replay('x.har', '--rate', '0')).toMatchObject({
      code: 2,
      output: expect.stringContaining('--rate'),
    });
    expect(await replay('x.har', '--header', 'no colon')).toMatchObject({ code: 2 });
    expect(await replay('x.har', '--junit', 'nowhere/x.xml')).toMatchObject({
      code: 2,
      output: expect.stringMatching(/--junit: the folder .*nowhere is not there/),
    });
  });
});
