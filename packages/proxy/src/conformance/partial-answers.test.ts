import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { endToEndHeaders, parseMessage, valuesOf } from '../testing/message.ts';
import { exchangeRaw } from '../testing/raw-client.ts';
import { type Stack, startStack } from '../testing/stack.ts';
import { rawHttpServer, type TestServer } from '../testing/upstream-server.ts';

const heads: string[] = [];
let answer = '';
let legacy: TestServer;
let candidate: TestServer;
let stack: Stack;

beforeAll(async () => {
  legacy = await rawHttpServer((head, socket) => {
    heads.push(head);
    socket.write(answer);
  });
  candidate = await rawHttpServer((_, socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno'),
  );
  stack = await startStack({ legacy: legacy.url, candidate: candidate.url });
  await stack.control.apply(config(1, [route(1, '/shadow', 'shadow'), route(2, '/guarded', 'guarded')]));
});
afterAll(async () => {
  await stack.close();
  await legacy.close();
  await candidate.close();
});

async function ask(path: string, headers: string): Promise<ReturnType<typeof parseMessage>> {
  const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}Connection: close\r\n\r\n`;
  return parseMessage(await exchangeRaw(stack.port, request));
}

const bytes = 'Range: bytes=0-1,4-5\r\nIf-Range: "1"\r\n';
const multipart =
  '--x\r\nContent-Range: bytes 0-1/6\r\n\r\nab\r\n--x\r\nContent-Range: bytes 4-5/6\r\n\r\nef\r\n--x--\r\n';

describe.each(['/off', '/shadow', '/guarded'])('at %s', (path) => {
  test.each<[string, string, string, string[], string]>([
    [
      'one range',
      'Range: bytes=0-1\r\n',
      '206 Partial Content',
      ['Content-Range: bytes 0-1/6', 'Content-Length: 2'],
      'ab',
    ],
    [
      'several ranges',
      bytes,
      '206 Partial Content',
      ['Content-Type: multipart/byteranges; boundary=x', `Content-Length: ${multipart.length}`],
      multipart,
    ],
    [
      'a range that is not there',
      'Range: bytes=9-\r\n',
      '416 Range Not Satisfiable',
      ['Content-Range: bytes */6', 'Content-Length: 0'],
      '',
    ],
    [
      'a copy that is still right',
      'If-None-Match: "1"\r\nIf-Modified-Since: Mon, 23 Nov 2026 08:00:00 GMT\r\n',
      '304 Not Modified',
      ['ETag: "1"'],
      '',
    ],
    [
      'a condition that does not hold',
      'If-Match: "2"\r\n',
      '412 Precondition Failed',
      ['Content-Length: 0'],
      '',
    ],
  ])(
    '%s: asked of the legacy as it is, answered to the client as it is',
    async (_, asked, status, headers, body) => {
      answer = `HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
      const got = await ask(path, asked);
      expect(got.start).toBe(`HTTP/1.1 ${status}`);
      expect(endToEndHeaders(got).map(([name, value]) => `${name}: ${value}`)).toEqual(headers);
      expect(got.body).toBe(body);
      expect(heads.at(-1)).toContain(asked);
      expect(valuesOf(parseMessage(heads.at(-1) ?? ''), 'host')).toEqual(['a']);
    },
  );
});
