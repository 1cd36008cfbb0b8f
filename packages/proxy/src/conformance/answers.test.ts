import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endToEndHeaders, parseMessage, valuesOf } from '../testing/message.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Stack, startChain } from '../testing/stack.ts';
import { rawHttpServer, type TestServer } from '../testing/upstream-server.ts';

let upstream: TestServer;
let stack: Stack;
let answer: (socket: Socket, head: string) => void = () => {};

describe.each([
  ['one proxy', 1],
  ['two proxies in a chain', 2],
] as const)('through %s', (_, proxies) => {
  beforeAll(async () => {
    upstream = await rawHttpServer((head, socket) => answer(socket, head));
    stack = await startChain(
      { legacy: upstream.url, candidate: upstream.url, limits: { drainMs: 50 } },
      proxies,
    );
  });
  afterAll(async () => {
    await stack.close();
    await upstream.close();
  });

  /** What a client gets when the upstream sends these bytes; the proxy closes after it because it is asked to. */
  async function received(bytes: string, { method = 'GET', version = '1.1' } = {}): Promise<string> {
    answer = (socket) => socket.write(bytes, 'latin1');
    const client = await RawClient.connect(stack.port);
    client.send(`${method} /x HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
    return client.untilClosed();
  }

  const ok = 'HTTP/1.1 200 OK\r\n';

  describe('what the client gets', () => {
    test('status, reason, header bytes, order and repeats as the legacy sent them', async () => {
      const head =
        'X-CaSe: Ab\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2\r\nContent-Length: 2\r\nX-L: D\xe9\r\nX-Empty: \r\nSet-Cookie: c=3\r\nDate: yesterday\r\n';
      const message = parseMessage(await received(`HTTP/1.1 299 Odd but Fine\r\n${head}\r\nok`));
      expect(message.start).toBe('HTTP/1.1 299 Odd but Fine');
      expect(endToEndHeaders(message)).toEqual(parseMessage(`x\r\n${head}\r\n`).headers);
      expect(message.body).toBe('ok');
    });

    test('no Date is added where the legacy sent none', async () => {
      expect(valuesOf(parseMessage(await received(`${ok}Content-Length: 2\r\n\r\nok`)), 'date')).toEqual([]);
    });

    test('a reason phrase in UTF-8 keeps its bytes, an empty one stays empty', async () => {
      const utf8 = Buffer.from('Déjà').toString('latin1');
      expect(await received(`HTTP/1.1 200 ${utf8}\r\nContent-Length: 0\r\n\r\n`)).toContain(
        `HTTP/1.1 200 ${utf8}\r\n`,
      );
      expect(await received('HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 \r\n/);
    });

    test('hop-by-hop headers and what Connection names are left out', async () => {
      const text = await received(
        `${ok}Connection: X-Hop, close\r\nX-Hop: 1\r\nKeep-Alive: 9\r\nUpgrade: h2c\r\nProxy-Authenticate: x\r\nX-Stays: 1\r\nContent-Length: 2\r\n\r\nok`,
      );
      expect(endToEndHeaders(parseMessage(text))).toEqual([
        ['X-Stays', '1'],
        ['Content-Length', '2'],
      ]);
    });

    test('204 without framing, 304 with the length of what it stands for', async () => {
      const empty = parseMessage(
        await received('HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nX-A: 1\r\n\r\n'),
      );
      expect(endToEndHeaders(empty)).toEqual([['X-A', '1']]);
      expect(valuesOf(empty, 'transfer-encoding')).toEqual([]);
      const same = parseMessage(
        await received('HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\nETag: "x"\r\n\r\n'),
      );
      expect(endToEndHeaders(same)).toEqual([
        ['Content-Length', '500'],
        ['ETag', '"x"'],
      ]);
      expect(same.body).toBe('');
    });

    test('HEAD keeps the length and has no body', async () => {
      const message = parseMessage(await received(`${ok}Content-Length: 500\r\n\r\n`, { method: 'HEAD' }));
      expect(valuesOf(message, 'content-length')).toEqual(['500']);
      expect(message.body).toBe('');
    });

    test('interim answers are relayed in order: 100 unasked, 102, 103 with its headers', async () => {
      const text = await received(
        `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nlink: </b>\r\n\r\n${ok}Content-Length: 2\r\n\r\nok`,
      );
      expect(
        text.startsWith(
          'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nlink: </b>\r\n\r\nHTTP/1.1 200 OK\r\n',
        ),
      ).toBe(true);
    });

    test('an HTTP/1.0 client gets no interim answer and no chunks', async () => {
      const text = await received(
        `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
        { version: '1.0' },
      );
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(parseMessage(text).body).toBe('hello');
    });

    test('trailers come through', async () => {
      const text = await received(
        `${ok}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n`,
      );
      expect(text.endsWith('2\r\nok\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n')).toBe(true);
    });

    test('trailers of one hop end there', async () => {
      const text = await received(
        `${ok}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\n\r\n`,
      );
      expect(text.endsWith('2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n')).toBe(true);
    });

    test('a body that ends with the connection is passed on whole', async () => {
      answer = (socket) => socket.end(`${ok}X-A: 1\r\n\r\nhello`);
      const client = await RawClient.connect(stack.port);
      client.send('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      expect(parseMessage(await client.untilClosed()).body).toBe('5\r\nhello\r\n0\r\n\r\n');
    });
  });

  describe('an upstream that breaks off after its head', () => {
    const shapes: [string, string][] = [
      ['fewer bytes than its Content-Length', `${ok}Content-Length: 50\r\n\r\nhello`],
      ['chunks without an end', `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`],
    ];
    test.each(shapes)('%s, closed in good order: the client sees a broken answer', async (_, bytes) => {
      answer = (socket) => socket.end(bytes, 'latin1');
      const client = await RawClient.connect(stack.port);
      client.send('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
      const text = await client.untilClosed();
      expect(text).toContain('hello');
      expect(text).not.toContain('0\r\n\r\n');
    });

    const reset: [string, string][] = [...shapes, ['a body until the connection ends', `${ok}\r\nhello`]];
    test.each(reset)('%s, reset: the client sees a broken answer', async (_, bytes) => {
      answer = (socket) => socket.write(bytes, 'latin1');
      const client = await RawClient.connect(stack.port);
      let origin: Socket | null = null;
      answer = (socket) => {
        origin = socket;
        socket.write(bytes, 'latin1');
      };
      client.send('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
      await client.until((text) => text.includes('hello'));
      (origin as Socket | null)?.resetAndDestroy();
      const text = await client.untilClosed();
      expect(text).not.toContain('0\r\n\r\n');
    });
  });

  describe('an upstream that gives no answer', () => {
    async function failure(behave: (socket: Socket) => void) {
      answer = behave;
      const client = await RawClient.connect(stack.port);
      client.send('POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      const message = parseMessage(await client.untilClosed());
      return { start: message.start, code: valuesOf(message, 'delta-guard-error')[0], body: message.body };
    }

    test('closes at once: 502 upstreamReset', async () => {
      const { start, code } = await failure((socket) => socket.end());
      expect([start, code]).toEqual(['HTTP/1.1 502 Bad Gateway', 'upstreamReset']);
    });

    const invalid: [string, string][] = [
      ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
      [
        'both Content-Length and Transfer-Encoding',
        `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ],
      ['two different Content-Lengths', `${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok`],
      [
        'an upgrade that nobody asked for',
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      ],
      ['a head past 64 KiB', `${ok}X: ${'a'.repeat(70_000)}\r\nContent-Length: 0\r\n\r\n`],
    ];
    test.each(invalid)('sends %s: 502 upstreamInvalid', async (_, bytes) => {
      const { start, code, body } = await failure((socket) => socket.write(bytes));
      expect([start, code]).toEqual(['HTTP/1.1 502 Bad Gateway', 'upstreamInvalid']);
      expect(body).not.toMatch(/127\.0\.0\.1|at .*\.ts/);
    });
  });
});
