import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { httpServer, json, type TestServer } from './testing/upstream-server.ts';

const program = path.join(import.meta.dirname, 'main.ts');
let folder: string;
let upstream: TestServer;
let candidate: TestServer;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-main-'));
  upstream = await httpServer((_, response) => json(response, { fine: true }));
  candidate = await httpServer((_, response) => json(response, { fine: true }));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await upstream.close();
  await candidate.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Runs the program to its end. */
async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

interface Ready {
  type: 'ready';
  port: number;
}

interface Started {
  child: ChildProcess;
  port: number;
  output(): string;
  /** Resolves when the log says this. */
  untilLine(text: string): Promise<void>;
}

/** Starts the program as the command line does, and waits for its word. */
async function start(given?: string[]): Promise<Started> {
  const upstreams = ['--legacy', upstream.url, '--candidate', candidate.url];
  const args = given ?? [...upstreams, '--port', '0', '--data-dir', folder];
  const child = fork(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  children.push(child);
  const watchers = new Set<() => void>();
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    for (const watch of watchers) watch();
  });
  const untilLine = (text: string) =>
    new Promise<void>((resolve) => {
      const watch = () => {
        if (output.includes(text)) resolve();
      };
      watchers.add(watch);
      watch();
    });
  const [message]: [Ready] = (await once(child, 'message')) as [Ready];
  expect(message).toEqual({ type: 'ready', port: expect.any(Number), adminPort: expect.any(Number) });
  return { child, port: message.port, output: () => output, untilLine };
}

describe('the program', { timeout: 180_000 }, () => {
  test('tells its parent when it serves, logs JSON lines and serves', async () => {
    const { port, output, untilLine } = await start();
    expect(await (await fetch(`http://127.0.0.1:${port}/x`)).json()).toEqual({ fine: true });
    await untilLine('"msg":"serving"');
    const lines = output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'serving', port }));
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async (signal) => {
    const { child, output } = await start();
    child.kill(signal);
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(output()).toContain('"msg":"stopped"');
  });

  test('stops cleanly when its parent is gone', async () => {
    const { child } = await start();
    const exited = once(child, 'exit');
    child.disconnect();
    const [code] = await exited;
    expect(code).toBe(0);
  });

  test('a request under way is answered before it stops', async () => {
    let answer = () => {};
    const slow = await httpServer((request, response) => {
      if (request.url === '/slow') answer = () => json(response, { late: true });
      else json(response, {});
    });
    const upstreams = ['--legacy', slow.url, '--candidate', candidate.url];
    const { child, port } = await start([...upstreams, '--port', '0', '--data-dir', folder]);
    const asked = fetch(`http://127.0.0.1:${port}/slow`);
    await slow.untilSeen(1);
    const stopped = once(child, 'close');
    child.kill('SIGTERM');
    // It has begun to stop when it takes no more connections.
    const refused = async () => fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } });
    while (
      await refused().then(
        () => true,
        () => false,
      )
    );
    answer();
    const reply = await asked;
    expect([await reply.json(), reply.headers.get('connection')]).toEqual([{ late: true }, 'close']);
    expect((await stopped)[0]).toBe(0);
    await slow.close();
  });
});

describe('SIGHUP', { timeout: 180_000 }, () => {
  test('reads the file again while clients are served; a file with mistakes changes nothing', async () => {
    const file = path.join(folder, 'proxy.yaml');
    const write = (own: string) =>
      writeFile(
        file,
        `candidate: ${candidate.url}\nlegacy:\n  url: ${upstream.url}\n  headers: { set: { X-Own: ${own} } }\n`,
      );
    await write('one');
    const { child, port, untilLine } = await start(['--config', file, '--port', '0', '--data-dir', folder]);
    const own = async () => {
      await (await fetch(`http://127.0.0.1:${port}/x`)).text();
      const raw = upstream.seen.at(-1)?.rawHeaders ?? [];
      return raw[raw.indexOf('X-Own') + 1];
    };
    expect(await own()).toBe('one');
    await write('two');
    child.kill('SIGHUP');
    await untilLine('the settings were read again');
    expect(await own()).toBe('two');
    await writeFile(file, 'nonsense: true\n');
    child.kill('SIGHUP');
    await untilLine('the settings cannot be used');
    expect(await own()).toBe('two');
  });
});

describe('mistakes in the options', { timeout: 180_000 }, () => {
  test('are all told at once, each by its flag and variable, and nothing is started', async () => {
    const { code, output } = await run(['--legacy', 'ftp://x', '--port', '99999', '--log-level', 'loud'], {
      DELTA_GUARD_CANDIDATE: 'http://me:pw@127.0.0.1',
      DELTA_GUARD_CONTROL_URL: 'http://127.0.0.1',
    });
    expect(code).toBe(1);
    for (const part of [
      '--legacy (or DELTA_GUARD_LEGACY): expected an http or https URL',
      '--candidate (or DELTA_GUARD_CANDIDATE): a URL of an upstream cannot hold a user or password',
      '--port (or DELTA_GUARD_PORT)',
      '--control-url (or DELTA_GUARD_CONTROL_URL): expected a URL such as ws://127.0.0.1:4000/ingest',
      '--log-level (or DELTA_GUARD_LOG_LEVEL)',
    ]) {
      expect(output).toContain(part);
    }
    expect(output).not.toMatch(/ {4}at /);
  });

  test('a flag wins over the environment', async () => {
    const { output } = await run(['--legacy', 'nonsense'], { DELTA_GUARD_LEGACY: upstream.url });
    expect(output).toContain('"nonsense"');
  });

  test('a control URL needs a token file that can be read', async () => {
    const upstreams = [
      '--legacy',
      upstream.url,
      '--candidate',
      candidate.url,
      '--control-url',
      'ws://127.0.0.1:1/ingest',
    ];
    const without = await run(upstreams);
    expect([without.code, without.output]).toEqual([1, expect.stringContaining('--token-file')]);
    const missing = await run([...upstreams, '--token-file', 'nowhere']);
    expect([missing.code, missing.output]).toEqual([1, expect.stringContaining('nowhere cannot be read')]);
  });

  test('a port in use is one clear line', async () => {
    const busy = await httpServer(() => {});
    const { code, output } = await run([
      '--legacy',
      upstream.url,
      '--candidate',
      candidate.url,
      '--port',
      String(busy.port),
    ]);
    await busy.close();
    expect(code).toBe(1);
    expect(output).toContain('the port is in use');
    expect(output).not.toMatch(/ {4}at /);
  });

  test('--check-config says ok, or every mistake, and starts nothing', async () => {
    const file = path.join(folder, 'proxy.yaml');
    await writeFile(file, `legacy: ${upstream.url}\ncandidate: ${candidate.url}\nport: 8080\n`);
    expect(await run(['--config', file, '--check-config'])).toEqual({ code: 0, output: 'ok\n' });
    await writeFile(file, `legacy: ${upstream.url}\nprot: 1\nlimits:\n  drainMs: -1\n`);
    const { code, output } = await run(['--check-config'], { DELTA_GUARD_CONFIG: file });
    expect([code, output.trim().split('\n')]).toEqual([
      1,
      [
        'delta-guard proxy: invalid options:',
        '  --candidate (or DELTA_GUARD_CANDIDATE): is missing',
        `  ${file}:2: prot: is not known; did you mean port?`,
        `  ${file}:4: limits.drainMs: expected a whole number above 0`,
      ],
    ]);
  });

  test('--check-config looks at the files that are named too', async () => {
    const args = [
      '--legacy',
      upstream.url,
      '--candidate',
      candidate.url,
      '--control-url',
      'ws://127.0.0.1:1/',
    ];
    const { code, output } = await run([...args, '--token-file', 'nowhere', '--check-config']);
    expect([code, output]).toEqual([1, expect.stringContaining('nowhere cannot be read')]);
    const tls = await run([...args, '--tls-cert', 'gone.pem', '--check-config']);
    expect(tls.output).toContain('--tls-key (or DELTA_GUARD_TLS_KEY): is missing');
    const files = [...args.slice(0, 4), '--tls-cert', 'gone.pem', '--tls-key', 'gone.key', '--check-config'];
    expect((await run(files)).output).toContain(
      '--tls-cert (or DELTA_GUARD_TLS_CERT): gone.pem cannot be read',
    );
  });

  test('of every kind are told by one --check-config: structure, relations, files and variables', async () => {
    const file = path.join(folder, 'proxy.yaml');
    const lines = [
      `legacy: { url: ${upstream.url}, headers: { set: { X-Key: "$\{DELTA_GUARD_TEST_UNSET}" } } }`,
      `candidate: ${candidate.url}`,
      'prot: 1',
      'adminPort: 8080',
      'tls: { cert: /nowhere/cert, key: /nowhere/key }',
      'limits: { captureBytesMax: 200000000 }',
    ];
    await writeFile(file, lines.join('\n'));
    const { code, output } = await run(['--config', file, '--check-config']);
    expect([code, output.trim().replaceAll(file, 'FILE').split('\n')]).toEqual([
      1,
      [
        'delta-guard proxy: invalid options:',
        '  FILE:1: legacy.headers.set.X-Key: DELTA_GUARD_TEST_UNSET is not set in the environment: set it, or name a file instead',
        '  FILE:3: prot: is not known; did you mean port?',
        '  FILE:4: adminPort: is 8080 like port: clients and the admin pages need a port each',
        '  FILE:5: tls.cert: /nowhere/cert cannot be read: there is no such file',
        '  FILE:5: tls.key: /nowhere/key cannot be read: there is no such file',
        '  FILE:6: limits.captureBytesMax: is 200000000 and has to be at most limits.captureTotalBytesMax, which is 134217728: one response has to fit into what all may take',
      ],
    ]);
  });

  test('an unknown flag is refused, help and exit code are as usual', async () => {
    expect((await run(['--no-such-flag'])).code).toBe(1);
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect(help.output).toContain('--legacy <url>');
  });
});
