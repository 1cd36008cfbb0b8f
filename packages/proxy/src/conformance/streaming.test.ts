import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseMessage } from '../testing/message.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Stack, startChain } from '../testing/stack.ts';
import { type TestServer, tcpServer } from '../testing/upstream-server.ts';

let upstream: TestServer;
let stack: Stack;
let accept: (socket: Socket) => void = () => {};
const accepted: Socket[] = [];

describe.each([
  ['one proxy', 1],
  ['two proxies in a chain', 2],
] as const)('through %s', (_, proxies) => {
  beforeAll(async () => {
    upstream = await tcpServer((socket) => {
      accepted.push(socket);
      accept(socket);
    });
    stack = await startChain(
      {
        legacy: upstream.url,
        candidate: upstream.url,
        limits: { drainMs: 50, halfClosedWaitMs: 100 },
      },
      proxies,
    );
  });
  afterAll(async () => {
    await stack.close();
    await upstream.close();
  });

  // Each test begins with a fresh connection to the upstream.
  afterEach(async () => {
    for (const socket of accepted.splice(0)) if (!socket.destroyed) socket.destroy();
  });

  /** The upstream's end of the next connection, and what it has read. */
  function nextUpstream(): Promise<{ socket: Socket; read(): string; until(part: string): Promise<void> }> {
    return new Promise((resolve) => {
      accept = (socket) => {
        let text = '';
        let watch: () => void = () => {};
        socket.on('data', (chunk) => {
          text += chunk.toString('latin1');
          watch();
        });
        const until = (part: string) =>
          new Promise<void>((done) => {
            watch = () => {
              if (text.includes(part)) done();
            };
            watch();
          });
        resolve({ socket, read: () => text, until });
      };
    });
  }

  const ok = 'HTTP/1.1 200 OK\r\n';
  const get = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
  const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

  describe('bytes go on as they come', () => {
    test('the head alone, then each event of an endless stream', async () => {
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(stack.port);
      client.send(get);
      const { socket, until } = await upstreamEnd;
      await until('\r\n\r\n');
      socket.write(`${ok}Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n`);
      await client.until((text) => text.includes('\r\n\r\n'));
      for (const event of ['one', 'two']) {
        socket.write(`${(event.length + 8).toString(16)}\r\ndata: ${event}\n\n\r\n`);
        await client.until((text) => text.includes(`data: ${event}\n\n`));
      }
      client.socket.destroy();
      await closed(socket);
    });

    test('an early answer while the request still streams, and the connection serves the next request', async () => {
      const first = nextUpstream();
      const client = await RawClient.connect(stack.port);
      client.send('POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello');
      const early = await first;
      await early.until('hello');
      const second = nextUpstream();
      early.socket.write(`${ok.replace('200 OK', '413 Too Large')}Content-Length: 3\r\n\r\nbig`);
      await client.until((text) => text.endsWith('big'));
      client.send(`world${get}`);
      const late = await second;
      await late.until('\r\n\r\n');
      late.socket.write(`${ok}Content-Length: 2\r\n\r\nok`);
      await client.until((text) => text.endsWith('ok'));
      expect(early.read()).not.toContain('world');
      client.socket.destroy();
    });

    test('a client that closes its sending side still gets its answer', async () => {
      const limits = { drainMs: 50, halfClosedWaitMs: 60_000 };
      const patient = await startChain({ legacy: upstream.url, candidate: upstream.url, limits }, proxies);
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(patient.port, { allowHalfOpen: true });
      client.send(get).socket.end();
      const { socket, until } = await upstreamEnd;
      await until('\r\n\r\n');
      socket.write(`${ok}Content-Length: 2\r\n\r\nok`);
      expect(parseMessage(await client.untilClosed()).body).toBe('ok');
      await patient.close();
    });

    test('100-continue is asked of the upstream, and the body sent after its word', async () => {
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(stack.port);
      client.send('POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
      const { socket, until, read } = await upstreamEnd;
      await until('\r\n\r\n');
      expect(read().toLowerCase()).toContain('expect: 100-continue');
      expect(client.text).toBe('');
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      await client.until((text) => text === 'HTTP/1.1 100 Continue\r\n\r\n');
      client.send('hello');
      await until('hello');
      socket.write(`${ok}Content-Length: 2\r\n\r\nok`);
      await client.until((text) => text.endsWith('\r\n\r\nok'));
      client.socket.destroy();
    });

    test('an upstream that declines an expectation is heard, and no body is sent', async () => {
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(stack.port);
      client.send('POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
      const { socket, until, read } = await upstreamEnd;
      await until('\r\n\r\n');
      socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno');
      await client.until((text) => text.endsWith('no'));
      expect(client.text).toMatch(/^HTTP\/1\.1 401 /);
      expect(read().endsWith('\r\n\r\n')).toBe(true);
      client.socket.destroy();
    });
  });

  describe('backpressure', () => {
    test('a client that does not read makes the upstream wait; memory stays small', async () => {
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(stack.port);
      client.socket.pause();
      client.send(get);
      const { socket, until } = await upstreamEnd;
      await until('\r\n\r\n');
      const total = 64 * 1024 * 1024;
      socket.write(`${ok}Content-Length: ${total}\r\n\r\n`);
      const chunk = Buffer.alloc(64 * 1024, 'x');
      let sent = 0;
      while (sent < total && socket.write(chunk)) sent += chunk.length;
      // Whatever the kernel and the proxy took is far from all: the upstream was made to wait.
      await new Promise((resolve) => setImmediate(resolve));
      expect(socket.writableNeedDrain).toBe(true);
      expect(sent).toBeLessThan(total / 2);
      let received = 0;
      client.socket.removeAllListeners('data');
      client.socket.on('data', (data) => {
        received += data.length;
      });
      const whole = closed(client.socket);
      client.socket.resume();
      while (sent < total) {
        const next = Math.min(chunk.length, total - sent);
        sent += next;
        if (!socket.write(chunk.subarray(0, next)))
          await new Promise((resolve) => socket.once('drain', resolve));
      }
      socket.end();
      client.socket.end();
      await whole;
      expect(received).toBeGreaterThanOrEqual(total);
    });

    test('an upstream that does not read makes the client wait', async () => {
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(stack.port);
      const total = 64 * 1024 * 1024;
      client.send(`POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: ${total}\r\n\r\n`);
      client.send('first');
      const { socket, until } = await upstreamEnd;
      await until('first');
      socket.pause();
      const chunk = Buffer.alloc(64 * 1024, 'x');
      let sent = 5;
      let stalled = false;
      while (sent < total && !stalled) {
        sent += chunk.length;
        if (client.socket.write(chunk)) continue;
        stalled = await Promise.race([
          new Promise<boolean>((resolve) => client.socket.once('drain', () => resolve(false))),
          new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 150)),
        ]);
      }
      expect(stalled).toBe(true);
      expect(sent).toBeLessThan(total / 2);
      client.socket.destroy();
      socket.resume();
      await closed(socket);
    });
  });

  describe('a client that leaves', () => {
    test('before the answer: the call to the primary is broken off', async () => {
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(stack.port);
      client.send(get);
      const { socket, until } = await upstreamEnd;
      await until('\r\n\r\n');
      client.socket.destroy();
      await closed(socket);
    });

    test('in the middle of its request: the upstream sees a broken request, not a short one', async () => {
      const upstreamEnd = nextUpstream();
      const client = await RawClient.connect(stack.port);
      client.send('POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
      const { socket, until, read } = await upstreamEnd;
      await until('hello');
      client.socket.destroy();
      await closed(socket);
      expect(read()).not.toContain('0\r\n\r\n');
    });
  });
});
