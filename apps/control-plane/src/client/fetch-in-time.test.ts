import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { fetchInTime } from './fetch-in-time.ts';

let server: Server | null = null;

async function listen(answer: (path: string | undefined) => string): Promise<string> {
  const opened = createServer((request, response) => response.end(answer(request.url)));
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  const address = opened.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

afterEach(() => {
  server?.close();
  server = null;
});

test('an answer comes through as it is', async () => {
  const origin = await listen((path) => `asked ${path}`);
  expect(await (await fetchInTime(`${origin}/x`)).text()).toBe('asked /x');
});

test('a control plane that is not there is named, and after a verb the doubt is', async () => {
  const origin = await listen(() => '');
  server?.close();
  server?.closeAllConnections();
  await expect(fetchInTime(origin)).rejects.toThrow(/^The control plane cannot be reached\.$/);
  await expect(fetchInTime(origin, { method: 'POST', body: '{}' })).rejects.toThrow(/Whether it acted/);
});

test('a question that the page itself gave up is not blamed on the control plane', async () => {
  const origin = await listen(() => '');
  await expect(fetchInTime(origin, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
