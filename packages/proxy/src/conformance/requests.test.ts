import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseMessage, type RawMessage, valuesOf } from '../testing/message.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Stack, startStack } from '../testing/stack.ts';
import { type TestServer, tcpServer } from '../testing/upstream-server.ts';

let upstream: TestServer;
let stack: Stack;
let received = '';
let onReceived: () => void = () => {};

beforeAll(async () => {
  upstream = await tcpServer((socket) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      onReceived();
    });
  });
  stack = await startStack({ legacy: upstream.url, candidate: upstream.url, limits: { drainMs: 50 } });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});
beforeEach(() => {
  received = '';
});

/** Sends raw bytes to the proxy and gives back what the upstream got, once `enough` says so. */
async function forwarded(
  request: string,
  enough = (text: string) => text.includes('\r\n\r\n'),
): Promise<RawMessage> {
  const client = await RawClient.connect(stack.port);
  const arrives = new Promise<void>((resolve) => {
    onReceived = () => {
      if (enough(received)) resolve();
    };
  });
  client.send(request);
  await arrives;
  client.socket.destroy();
  return parseMessage(received);
}

describe('what the upstream gets', () => {
  test('bytes of target, header names and values are kept, with order and repeats', async () => {
    const message = await forwarded(
      'GET /a%2fb/%C3%A9?q=%20+;&&x HTTP/1.1\r\nX-CaSe: Ab\r\nhOsT: a.example:81\r\nx-dup: 1\r\nX-Latin: D\xe9j\xe0\r\nX-Dup: 2\r\nX-Empty:\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n',
    );
    expect(message.start).toBe('GET /a%2fb/%C3%A9?q=%20+;&&x HTTP/1.1');
    expect(valuesOf(message, 'host')).toEqual(['a.example:81']);
    const own = /^(?:host|connection|x-forwarded-.*|forwarded|via)$/i;
    expect(message.headers.filter(([name]) => !own.test(name))).toEqual([
      ['X-CaSe', 'Ab'],
      ['x-dup', '1'],
      ['X-Latin', 'D\xe9j\xe0'],
      ['X-Dup', '2'],
      ['X-Empty', ''],
      ['Cookie', 'a=1'],
      ['Cookie', 'b=2'],
    ]);
  });

  test('hop-by-hop headers and what Connection names end here', async () => {
    const message = await forwarded(
      'GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Hop, close\r\nconnection: x-more\r\nX-Hop: 1\r\nX-More: 2\r\nX-Stays: 3\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nProxy-Authorization: y\r\nProxy-Authenticate: z\r\nTE: gzip\r\n\r\n',
    );
    const names = message.headers.map(([name]) => name.toLowerCase());
    expect(names).not.toEqual(expect.arrayContaining(['x-hop']));
    for (const gone of ['x-hop', 'x-more', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te']) {
      expect(names).not.toContain(gone);
    }
    expect(names).toContain('x-stays');
  });

  test('Connection cannot strip Host, Content-Length or the forwarding headers', async () => {
    const message = await forwarded(
      'POST / HTTP/1.1\r\nHost: a\r\nConnection: Host, Content-Length, X-Forwarded-For, Forwarded, Via\r\nContent-Length: 2\r\n\r\nab',
      (text) => text.endsWith('ab'),
    );
    expect(valuesOf(message, 'host')).toEqual(['a']);
    expect(valuesOf(message, 'content-length')).toEqual(['2']);
    expect(valuesOf(message, 'x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(valuesOf(message, 'via')).toEqual(['1.1 delta-guard']);
  });

  test('TE: trailers is passed on', async () => {
    const message = await forwarded('GET / HTTP/1.1\r\nHost: a\r\nTE: deflate, trailers\r\n\r\n');
    expect(valuesOf(message, 'te')).toEqual(['trailers']);
  });

  test('what an untrusted client says about forwarding is replaced, and Via is added to', async () => {
    const message = await forwarded(
      'GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 6.6.6.6\r\nx-forwarded-proto: https\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /x\r\nForwarded: for=6.6.6.6\r\nVia: 1.0 fred\r\n\r\n',
    );
    expect(valuesOf(message, 'x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(valuesOf(message, 'x-forwarded-proto')).toEqual(['http']);
    expect(valuesOf(message, 'x-forwarded-host')).toEqual(['a.example']);
    expect(valuesOf(message, 'x-forwarded-prefix')).toEqual([]);
    expect(valuesOf(message, 'forwarded')).toEqual(['for=127.0.0.1;host=a.example;proto=http']);
    expect(valuesOf(message, 'via')).toEqual(['1.0 fred', '1.1 delta-guard']);
  });

  test('an absolute target becomes a path, and its authority wins over Host', async () => {
    const message = await forwarded('GET http://b.example:8/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n');
    expect(message.start).toBe('GET /x?y HTTP/1.1');
    expect(valuesOf(message, 'host')).toEqual(['b.example:8']);
  });

  test('OPTIONS * reaches the upstream as it is', async () => {
    const message = await forwarded('OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(message.start).toBe('OPTIONS * HTTP/1.1');
  });

  test('another upgrade than websocket is stripped and the request served as it stands', async () => {
    const message = await forwarded(
      'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    );
    expect(message.start).toBe('GET /x HTTP/1.1');
    for (const name of ['upgrade', 'http2-settings']) expect(valuesOf(message, name)).toEqual([]);
    expect(valuesOf(message, 'connection')).toEqual(['keep-alive']);
  });

  test('a chunked body goes on as it comes, before it is whole', async () => {
    const message = await forwarded(
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n',
      (text) => text.includes('hello'),
    );
    expect(valuesOf(message, 'transfer-encoding')).toEqual(['chunked']);
    expect(message.body).toBe('5\r\nhello');
  });

  test('a GET with a body keeps it', async () => {
    const message = await forwarded('GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc', (text) =>
      text.endsWith('abc'),
    );
    expect(valuesOf(message, 'content-length')).toEqual(['3']);
  });

  test('trailers of a request that announces them are passed on', async () => {
    const message = await forwarded(
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 7\r\n\r\n',
      (text) => text.includes('X-Sum: 7'),
    );
    expect(valuesOf(message, 'trailer')).toEqual(['X-Sum']);
    expect(message.body).toBe('2\r\nab\r\n0\r\nX-Sum: 7\r\n\r\n');
  });

  test('trailers that route or say who asked end here', async () => {
    const bad = 'Host: evil\r\nX-Forwarded-For: 6.6.6.6\r\nUpgrade: h2c\r\nIf-Match: "1"\r\n';
    const message = await forwarded(
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nab\r\n0\r\n${bad}Delta-Guard-Shadow: 1\r\nX-Sum: 7\r\n\r\n`,
      (text) => text.includes('\r\n0\r\n') && text.endsWith('\r\n\r\n'),
    );
    expect(message.body).toBe('2\r\nab\r\n0\r\nX-Sum: 7\r\n\r\n');
  });

  test('no header is lost, however many there are', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `h${index}: ${index % 10}\r\n`).join('');
    const message = await forwarded(`GET / HTTP/1.1\r\nHost: a\r\n${many}\r\n`);
    expect(message.headers.filter(([name]) => /^h\d+$/.test(name))).toHaveLength(3_000);
  });
});

describe('from a trusted proxy', () => {
  test('what it says about forwarding is kept and added to', async () => {
    const trusting = await startStack({
      legacy: upstream.url,
      candidate: upstream.url,
      trustedProxies: ['127.0.0.0/8', '::1'],
      limits: { drainMs: 50 },
    });
    const client = await RawClient.connect(trusting.port);
    const arrives = new Promise<void>((resolve) => {
      onReceived = () => resolve();
    });
    client.send(
      'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\nForwarded: for=1.2.3.4;proto=https\r\n\r\n',
    );
    await arrives;
    const message = parseMessage(received);
    expect(valuesOf(message, 'x-forwarded-for')).toEqual(['1.2.3.4, 127.0.0.1']);
    expect(valuesOf(message, 'x-forwarded-proto')).toEqual(['https']);
    expect(valuesOf(message, 'x-forwarded-host')).toEqual(['shop.example']);
    expect(valuesOf(message, 'forwarded')).toEqual([
      'for=1.2.3.4;proto=https, for=127.0.0.1;host=a;proto=http',
    ]);
    client.socket.destroy();
    await trusting.close();
  });
});
