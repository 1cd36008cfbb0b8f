import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ProxyOptions } from '../options.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { parseMessage, valuesOf } from '../testing/message.ts';
import { ownPort } from '../testing/own-port.ts';
import { exchangeRaw, RawClient } from '../testing/raw-client.ts';
import { startStack } from '../testing/stack.ts';
import { rawHttpServer } from '../testing/upstream-server.ts';

const keep = closeAfterEach();
const get = 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

async function stack(legacy: string, limits: ProxyOptions['limits'] = {}): Promise<number> {
  const running = await startStack({
    legacy,
    candidate: 'http://127.0.0.1:1',
    limits: { drainMs: 50, ...limits },
  });
  return keep(running).port;
}

async function upstream(answer: (socket: Socket) => void): Promise<string> {
  return keep(await rawHttpServer((_, socket) => answer(socket))).url;
}

function expectFailure(text: string, status: string, code: string): void {
  const answer = parseMessage(text);
  expect(answer.start).toBe(`HTTP/1.1 ${status}`);
  expect(valuesOf(answer, 'delta-guard-error')).toEqual([code]);
  expect(JSON.parse(answer.body)).toEqual({ error: code, message: expect.any(String) });
  expect(answer.body).not.toMatch(/127\.0\.0\.1|\.ts/);
}

describe('a client hears in short why an upstream did not answer', () => {
  test('502 upstreamRefused where nobody listens', async () => {
    const port = await stack(`http://127.0.0.1:${await ownPort()}`);
    expectFailure(await exchangeRaw(port, get), '502 Bad Gateway', 'upstreamRefused');
  });

  test('504 upstreamTimeout where no head comes in time', async () => {
    const port = await stack(await upstream(() => {}), { headTimeoutMs: 200 });
    expectFailure(await exchangeRaw(port, get), '504 Gateway Timeout', 'upstreamTimeout');
  });

  test('503 upstreamBusy where no connection is free and no more may wait', async () => {
    const begun: Socket[] = [];
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const url = await upstream((socket) => {
      begun.push(socket);
      arrive();
    });
    const port = await stack(url, {
      primaryConnectionsMax: 1,
      primaryPendingMax: 1,
      primaryPendingTimeoutMs: 200,
    });
    const first = await RawClient.connect(port);
    first.send(get);
    await arrived;
    expectFailure(await exchangeRaw(port, get), '503 Service Unavailable', 'upstreamBusy');
    begun[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    expect(parseMessage(await first.untilClosed()).body).toBe('ok');
  });

  test('a body that stalls is broken off, and never looks whole', async () => {
    const url = await upstream((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n'),
    );
    const port = await stack(url, { bodyIdleTimeoutMs: 200 });
    const text = await exchangeRaw(port, get);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).toContain('2\r\nok\r\n');
    expect(text).not.toContain('0\r\n\r\n');
  });
});
