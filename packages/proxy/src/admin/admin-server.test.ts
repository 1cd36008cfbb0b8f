import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stack, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

let upstream: TestServer;
let stack: Stack;
let admin: string;

beforeAll(async () => {
  upstream = await httpServer((_, response) => json(response, {}));
  stack = await startStack({ legacy: upstream.url, candidate: upstream.url });
  admin = `http://127.0.0.1:${stack.proxy.adminAddress.port}`;
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

describe('the admin port', () => {
  test('is on the loopback and says that the process lives and serves', async () => {
    expect(stack.proxy.adminAddress.address).toBe('127.0.0.1');
    expect((await fetch(`${admin}/healthz`)).status).toBe(200);
    const ready = await fetch(`${admin}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'ready', revision: 0 }),
    ]);
  });

  test('knows no other page and changes nothing', async () => {
    expect((await fetch(`${admin}/`)).status).toBe(404);
    expect((await fetch(`${admin}/healthz`, { method: 'POST' })).status).toBe(405);
  });
});
