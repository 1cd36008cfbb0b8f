import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RawClient } from '../testing/raw-client.ts';
import { type Stack, startChain } from '../testing/stack.ts';
import { rawHttpServer, type TestServer } from '../testing/upstream-server.ts';

let upstream: TestServer;
let stack: Stack;
/** Sockets that the upstream saw, one entry for each request. */
let asked: Socket[] = [];
let answer: (head: string, socket: Socket) => void;

describe.each([
  ['one proxy', 1],
  ['two proxies in a chain', 2],
] as const)('through %s', (_, proxies) => {
  beforeAll(async () => {
    upstream = await rawHttpServer((head, socket) => {
      asked.push(socket);
      answer(head, socket);
    });
    stack = await startChain(
      { legacy: upstream.url, candidate: upstream.url, limits: { drainMs: 50 } },
      proxies,
    );
  });
  afterAll(async () => {
    await stack.close();
    await upstream.close();
  });
  beforeEach(() => {
    asked = [];
    answer = (head, socket) => {
      const path = head.split(' ')[1] ?? '';
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
    };
  });

  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;

  test('connections are kept alive on both sides: requests of one client share one to the upstream', async () => {
    const client = await RawClient.connect(stack.port);
    for (const path of ['/one', '/two', '/three']) {
      client.send(get(path));
      await client.until((text) => text.endsWith(path));
    }
    expect(client.ended).toBe(false);
    expect([asked.length, new Set(asked).size]).toEqual([3, 1]);
    client.socket.destroy();
  });

  test('requests that a client sends without waiting are answered in their order', async () => {
    const client = await RawClient.connect(stack.port);
    client.send(get('/one') + get('/two') + get('/three', 'Connection: close\r\n'));
    const bodies = (await client.untilClosed()).match(/\/(?:one|two|three)/g);
    expect(bodies).toEqual(['/one', '/two', '/three']);
  });

  test('a client of HTTP/1.0 has its connection closed unless it asks to keep it', async () => {
    const closed = await RawClient.connect(stack.port);
    closed.send('GET /x HTTP/1.0\r\nHost: a\r\n\r\n');
    expect(await closed.untilClosed()).toMatch(/\r\n\r\n\/x$/);
    const kept = await RawClient.connect(stack.port);
    for (const path of ['/one', '/two']) {
      kept.send(`GET ${path} HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n`);
      await kept.until((text) => text.endsWith(path));
    }
    kept.socket.destroy();
  });

  test('an upstream that closes its sending side behind its answer is heard, and not asked again on it', async () => {
    answer = (_head, socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    const client = await RawClient.connect(stack.port);
    for (const count of [1, 2]) {
      client.send(get('/x'));
      await client.until((text) => text.split('\r\n\r\nok').length === count + 1);
    }
    expect(new Set(asked).size).toBe(2);
    client.socket.destroy();
  });

  test('an upstream that closes its sending side while the request still streams: its answer comes through', async () => {
    answer = (_head, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
    const client = await RawClient.connect(stack.port);
    client.send('POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    await client.until((text) => text.endsWith('\r\n\r\nno'));
    expect(client.text).toMatch(/^HTTP\/1\.1 403 /);
    client.socket.destroy();
  });
});
