import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { root } from './root.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'delta-guard-mistakes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

const runStart = (args: readonly string[], env: Record<string, string> = {}) =>
  run(['start', '--data-dir', join(folder, 'state'), ...args], env);

async function run(args: readonly string[], env: Record<string, string> = {}, cwd = process.cwd()) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: '', ...env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  child.stdout.resume();
  const [code] = await once(child, 'close');
  return { code, lines: stderr.trimEnd().split('\n'), pid: child.pid ?? 0 };
}

/** Processes whose parent or command line still speaks of this test's folder. */
function leftRunning(): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((commandLine) => commandLine.includes(folder));
}

test('a port in use is named, with the option to choose another', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const result = await runStart(['--port', '0', '--proxy-port', String(port)]);
  server.close();
  expect(result.lines).toEqual([`delta-guard: port ${port} is in use; choose another one with --proxy-port`]);
  expect(result.code).toBe(1);
  expect(leftRunning()).toEqual([]);
});

test('an unknown command is named, with the one that may have been meant', async () => {
  const result = await run(['proxi', '--port', '0']);
  expect(result.lines).toEqual(["error: unknown command 'proxi'", '(Did you mean proxy?)']);
  expect(result.code).toBe(1);
});

test('paths are meant from the folder of the user, though pnpm runs scripts in ours', {
  timeout: 300_000,
}, async () => {
  const upstreams = 'legacy: http://127.0.0.1:1\ncandidate: http://127.0.0.1:2\n';
  writeFileSync(join(folder, 'proxy.yaml'), upstreams);
  const check = (cwd: string) =>
    run(['proxy', '--config', 'proxy.yaml', '--check-config'], { INIT_CWD: folder }, cwd);
  expect(await check(root)).toMatchObject({ code: 0, lines: [''] });
  const elsewhere = await check(tmpdir());
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.lines[1]).toContain(`proxy.yaml cannot be read: there is no such file (looked for in`);
});

test('an upstream that is no URL is named', async () => {
  const result = await runStart(['--legacy', 'ledger', '--candidate', 'http://127.0.0.1:9002']);
  expect(result.lines).toHaveLength(1);
  expect(result.lines[0]).toContain('--legacy: "ledger" is not a URL');
  expect(result.code).toBe(1);
});

test('a database that refuses is one line without the password, and nothing is left running', {
  timeout: 300_000,
}, async () => {
  const result = await runStart(['--port', '0', '--proxy-port', '0'], {
    DATABASE_URL: 'postgres://guard:hunter2@127.0.0.1:1/guard',
  });
  expect(result.lines).toHaveLength(1);
  expect(result.lines[0]).toMatch(/database/i);
  expect(result.lines[0]).not.toContain('hunter2');
  expect(result.code).toBe(1);
  expect(leftRunning()).toEqual([]);
});
