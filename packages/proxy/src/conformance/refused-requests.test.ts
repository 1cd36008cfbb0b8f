import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseMessage, valuesOf } from '../testing/message.ts';
import { exchangeRaw, RawClient } from '../testing/raw-client.ts';
import { type Stack, startChain, startStack } from '../testing/stack.ts';
import { rawHttpServer, type TestServer } from '../testing/upstream-server.ts';

let upstream: TestServer;
let stack: Stack;
let arrived: string[] = [];

describe.each([
  ['one proxy', 1],
  ['two proxies in a chain', 2],
] as const)('through %s', (_, proxies) => {
  beforeAll(async () => {
    upstream = await rawHttpServer((head, socket) => {
      arrived.push(head);
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    stack = await startChain({ legacy: upstream.url, candidate: upstream.url }, proxies);
  });
  afterAll(async () => {
    await stack.close();
    await upstream.close();
  });
  beforeEach(() => {
    arrived = [];
  });

  const host = 'Host: a.example\r\n';
  const chunked = 'Transfer-Encoding: chunked\r\n';
  const post = (headers: string, body = '0\r\n\r\n', version = '1.1') =>
    `POST /x HTTP/${version}\r\n${host}${headers}\r\n${body}`;
  const get = (headers: string, target = '/x') => `GET ${target} HTTP/1.1\r\n${headers}\r\n`;

  /** Everything that two servers could frame or route differently, by what is wrong with it. */
  const smuggling: [string, number, string][] = [
    ['Content-Length before Transfer-Encoding', 400, post(`Content-Length: 4\r\n${chunked}`)],
    ['Transfer-Encoding before Content-Length', 400, post(`${chunked}Content-Length: 4\r\n`)],
    ['two equal Content-Lengths', 400, post('Content-Length: 4\r\nContent-Length: 4\r\n', 'abcd')],
    ['two different Content-Lengths', 400, post('Content-Length: 4\r\nContent-Length: 5\r\n', 'abcd')],
    ['a list as Content-Length', 400, post('Content-Length: 4, 4\r\n', 'abcd')],
    ['a Content-Length with a sign', 400, post('Content-Length: +4\r\n', 'abcd')],
    ['a negative Content-Length', 400, post('Content-Length: -4\r\n', 'abcd')],
    ['a hexadecimal Content-Length', 400, post('Content-Length: 0x4\r\n', 'abcd')],
    ['an empty Content-Length', 400, post('Content-Length:\r\n', '')],
    ['a Content-Length past all numbers', 400, post(`Content-Length: ${'9'.repeat(30)}\r\n`, '')],
    ['gzip before chunked', 501, post('Transfer-Encoding: gzip, chunked\r\n')],
    ['chunked before gzip', 400, post('Transfer-Encoding: chunked, gzip\r\n')],
    ['chunked twice in one line', 400, post('Transfer-Encoding: chunked, chunked\r\n')],
    ['chunked twice in two lines', 400, post(chunked + chunked)],
    ['identity', 501, post('Transfer-Encoding: identity\r\n', '')],
    ['an unknown coding that ends in chunked', 501, post('Transfer-Encoding: xchunked\r\n')],
    ['a vertical tab before chunked', 400, post('Transfer-Encoding: \x0bchunked\r\n')],
    ['a blank before the colon', 400, post('Transfer-Encoding : chunked\r\n')],
    ['a folded Transfer-Encoding', 400, post('Transfer-Encoding:\r\n chunked\r\n')],
    ['Transfer-Encoding in HTTP/1.0', 400, post(chunked, '0\r\n\r\n', '1.0')],
    ['a folded header', 400, get(`${host}X-A: 1\r\n 2\r\n`)],
    ['a header that begins with a blank', 400, get(` X-A: 1\r\n${host}`)],
    ['a header without a colon', 400, get(`${host}X-A\r\n`)],
    ['a header without a name', 400, get(`${host}: x\r\n`)],
    ['a bare CR in a header', 400, get(`${host}X-A: 1\rX-B: 2\r\n`)],
    ['a NUL in a header', 400, get(`${host}X-A: 1\0\r\n`)],
    ['lines that end in a bare LF', 400, 'GET / HTTP/1.1\nHost: a\n\n'],
    ['two Host headers', 400, get(`${host}Host: b.example\r\n`)],
    ['no Host header', 400, get('')],
    ['a Host with a user', 400, get('Host: me@a.example\r\n')],
    ['a Host with a blank', 400, get('Host: a example\r\n')],
    ['a Host with a path', 400, get('Host: a.example/x\r\n')],
    ['a Host that is a list', 400, get('Host: a.example, b.example\r\n').replaceAll(', ', ' , ')],
    ['a target with a fragment', 400, get(host, '/a#b')],
    ['a target with a blank', 400, get(host, '/a b')],
    ['a target that is neither path nor URL', 400, get(host, 'x/y')],
    ['a URL of another scheme as target', 400, get(host, 'ftp://a.example/x')],
    ['a URL with a user as target', 400, get(host, 'http://me@a.example/x')],
    ['* for another method than OPTIONS', 400, get(host, '*')],
    ['an unknown version 1.2', 400, `GET / HTTP/1.2\r\n${host}\r\n`],
    ['version 2.0 in an HTTP/1 request', 505, `GET / HTTP/2.0\r\n${host}\r\n`],
    ['version 0.9', 505, 'GET /\r\n\r\n'],
    ['a method that is not a token', 400, `G@T / HTTP/1.1\r\n${host}\r\n`],
    ['a head past 64 KiB', 431, get(`${host}X: ${'a'.repeat(70_000)}\r\n`)],
    ['CONNECT', 501, `CONNECT a.example:80 HTTP/1.1\r\n${host}\r\n`],
    ['an Expect that is not 100-continue', 417, post('Expect: a-miracle\r\nContent-Length: 2\r\n', 'ab')],
  ];

  describe('a request that two servers could read differently is refused and its connection closed', () => {
    test.each(smuggling)('%s', async (_, status, request) => {
      const answer = parseMessage(
        await exchangeRaw(stack.port, `${request}GET /smuggled HTTP/1.1\r\n${host}\r\n`),
      );
      expect(answer.start).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(valuesOf(answer, 'Connection')).toEqual(['close']);
      expect(valuesOf(answer, 'Delta-Guard-Error')).toHaveLength(1);
      expect(JSON.parse(answer.body)).toEqual({ error: expect.any(String), message: expect.any(String) });
      expect(arrived.filter((head) => head.includes('smuggled'))).toEqual([]);
    });

    const badChunks: [string, string][] = [
      ['a size with a letter', '2x\r\nab\r\n0\r\n\r\n'],
      ['a size with 0x', '0x2\r\nab\r\n0\r\n\r\n'],
      ['a size past all numbers', 'fffffffffffffffff\r\nab\r\n0\r\n\r\n'],
      ['a bare LF after the size', '2\nab\n0\n\n'],
      ['a bare LF in an extension', '2;\nxx\r\nab\r\n0\r\n\r\n'],
      ['more bytes than its size', '2\r\nabc\r\n0\r\n\r\n'],
    ];
    test.each(badChunks)('a chunk with %s', async (_, body) => {
      const request = `POST /x HTTP/1.1\r\n${host}${chunked}\r\n${body}`;
      const answer = await exchangeRaw(stack.port, `${request}GET /smuggled HTTP/1.1\r\n${host}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 (?:400|502) /);
      expect(arrived.filter((head) => head.startsWith('GET'))).toEqual([]);
    });

    test.each(['Content-Length: 5', 'Transfer-Encoding: chunked', 'Transfer-Encoding: x'])(
      'a trailer %s',
      async (trailer) => {
        const request = `POST /x HTTP/1.1\r\n${host}${chunked}Trailer: X\r\n\r\n2\r\nab\r\n0\r\n${trailer}\r\n\r\n`;
        const answer = await exchangeRaw(stack.port, `${request}GET /smuggled HTTP/1.1\r\n${host}\r\n`);
        expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400) /);
        expect(arrived.filter((head) => head.startsWith('GET'))).toEqual([]);
      },
    );

    test('bytes that are not HTTP after a good request do not cost that request its answer', async () => {
      const answer = parseMessage(
        await exchangeRaw(stack.port, `GET /good HTTP/1.1\r\n${host}\r\nnot http at all\r\n\r\n`),
      );
      expect([answer.start, answer.body]).toEqual(['HTTP/1.1 200 OK', 'ok']);
      expect(valuesOf(answer, 'Connection')).toEqual(['close']);
    });

    test('a client that sends its head too slowly is let go', async () => {
      const slow = await startStack({
        legacy: upstream.url,
        candidate: upstream.url,
        limits: { headersTimeoutMs: 100 },
      });
      const client = await RawClient.connect(slow.port);
      client.send('GET / HTTP/1.1\r\nHost: a');
      expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 408 /);
      await slow.close();
    });
  });
});
