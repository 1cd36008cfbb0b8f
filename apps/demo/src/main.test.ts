import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { demoWithFaults } from './testing/with-demo.ts';

const entry = fileURLToPath(new URL('main.ts', import.meta.url));
const readySchema = z.strictObject({
  type: z.literal('ready'),
  legacyUrl: z.string(),
  candidateUrl: z.string(),
  controlUrl: z.string(),
});

test('a parent hears when it is ready, names the target, and SIGTERM ends it under traffic', async () => {
  const { child, ready } = await forkMain();
  expect((await fetch(`${ready.legacyUrl}/rates`)).headers.get('server')).toBe('ledger-legacy/4.2');
  child.send({ type: 'traffic', target: ready.legacyUrl, ratePerSecond: 300 });
  await expect.poll(async () => (await trafficOf(ready.controlUrl)).answered).toBeGreaterThan(50);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('it ends when its parent goes away', async () => {
  const { child } = await forkMain();
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a message that makes no sense is reported and changes nothing', async () => {
  const { child, ready } = await forkMain();
  child.send({ type: 'traffic', target: 'somewhere', ratePerSecond: 300 });
  await expect.poll(() => child.errors()).toContain('expected an origin');
  expect(await trafficOf(ready.controlUrl)).toMatchObject({ sent: 0 });
});

test('alone it prints its addresses and ends on SIGINT', async () => {
  const child = spawn(process.execPath, [entry], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [text] = await once(child.stdout, 'data');
  expect(String(text)).toMatch(/^legacy +http:\/\/127\.0\.0\.1:\d+\ncandidate +http\S+\ncontrol +http\S+\n$/);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a port in use is one clear line and exit code 1', async () => {
  const demo = await demoWithFaults();
  const { code, errors } = await run('--legacy-port', new URL(demo.legacyUrl).port);
  expect(code).toBe(1);
  expect(errors).toMatch(/^ledger: .*EADDRINUSE.*\n$/);
});

test.each([
  ['--legacy-port', '70000', 'expected a port from 0 to 65535'],
  ['--rate', '-1', 'expected requests a second, from 0 to 2000'],
  ['--traffic', 'ftp://x', 'expected an origin such as http://127.0.0.1:8080'],
])('%s %s is refused: %s', async (option, value, mistake) => {
  const { code, errors } = await run(`${option}=${value}`);
  expect(code).toBe(1);
  expect(errors).toContain(mistake);
});

async function forkMain() {
  const child = Object.assign(fork(entry, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] }), {
    errors: () => errors,
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [message] = await once(child, 'message');
  return { child, ready: readySchema.parse(message) };
}

async function run(...args: readonly string[]): Promise<{ code: unknown; errors: string }> {
  const child: ChildProcess = spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const [code] = await once(child, 'close');
  return { code, errors };
}

async function trafficOf(controlUrl: string): Promise<{ sent: number; answered: number }> {
  const answer = await fetch(`${controlUrl}/traffic`);
  return z.object({ sent: z.number(), answered: z.number() }).parse(await answer.json());
}
