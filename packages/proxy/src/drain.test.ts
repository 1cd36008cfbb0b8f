import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeAfterEach } from './testing/close-after-each.ts';
import { RawClient } from './testing/raw-client.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { httpServer, json, type TestServer } from './testing/upstream-server.ts';

const keep = closeAfterEach();
const get = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
let legacy: TestServer;
const clients: RawClient[] = [];

beforeEach(async () => {
  legacy = keep(await httpServer((_, response) => json(response, { fine: true })));
});
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.destroy();
});

async function stack(drainIdleMs: number): Promise<Stack> {
  return keep(
    await startStack({
      legacy: legacy.url,
      candidate: 'http://127.0.0.1:1',
      limits: { drainMs: 30_000, drainIdleMs },
    }),
  );
}

/** A client that was answered once and keeps its connection. */
async function served({ port }: Stack): Promise<RawClient> {
  const client = await RawClient.connect(port);
  clients.push(client);
  client.send(get);
  await client.until((text) => text.endsWith('{"fine":true}'));
  return client;
}

describe('a proxy that stops', () => {
  test('still answers a request that was on its way on a kept connection, and says that it is the last', async () => {
    const running = await stack(30_000);
    const client = await served(running);
    const stopped = running.finish();
    client.send(get);
    const text = await client.untilClosed();
    const [first = '', second = ''] = text.split('HTTP/1.1 ').slice(1);
    expect(first).toMatch(/\r\nConnection: keep-alive\r\n/);
    expect(second).toMatch(/^200 OK\r\n/);
    expect(second).toContain('\r\nConnection: close\r\n');
    await stopped;
  });

  test('closes a connection that nobody uses, and does not wait longer for it', async () => {
    const running = await stack(50);
    const client = await served(running);
    const beganMs = performance.now();
    await running.finish();
    expect(performance.now() - beganMs).toBeLessThan(20_000);
    await client.untilClosed();
  });
});
