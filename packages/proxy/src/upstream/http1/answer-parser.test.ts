import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerParser } from './answer-parser.ts';

interface Heard {
  interims: number[];
  head: { status: number; reason: string; headers: string[] } | null;
  body: string;
  trailers: readonly string[] | null;
  reusable: boolean | null;
  idleMs: number | null;
  upgraded: string | null;
  fault: string | null;
}

/** What a parser hears of these bytes, in pieces of a size; `ends`: the connection closes behind them. */
function parse(
  text: string,
  { method = 'GET', size = text.length, ends = false, upgrades = false } = {},
): Heard {
  const heard: Heard = {
    interims: [],
    head: null,
    body: '',
    trailers: null,
    reusable: null,
    idleMs: null,
    upgraded: null,
    fault: null,
  };
  const parser = new AnswerParser(
    {
      onInterim: ({ status }) => heard.interims.push(status),
      onHead: ({ status, reason, headers }) => {
        heard.head = { status, reason, headers };
      },
      onBody: (bytes, from, to) => {
        heard.body += bytes.toString('latin1', from, to);
      },
      onWhole: (trailers, reusable, idleMs) => Object.assign(heard, { trailers, reusable, idleMs }),
      onUpgraded: (_, rest) => {
        heard.upgraded = rest.toString('latin1');
      },
    },
    { headBytesMax: 4_096 },
  );
  parser.expect(method, upgrades);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length && heard.fault === null && heard.reusable === null; at += size) {
    heard.fault = parser.feed(bytes.subarray(at, at + size));
  }
  if (ends && heard.fault === null && heard.reusable === null) heard.fault = parser.end();
  return heard;
}

const ok = 'HTTP/1.1 200 OK\r\n';
const sizes = [1, 2, 3, 5, 7, 16, 1_000];

describe('an answer, in pieces of any size', () => {
  test.each(sizes)('with a length (%d)', (size) => {
    const heard = parse(`${ok}Content-Length: 5\r\nX-A:  b \t\r\nx-a:\r\n\r\nhello`, { size });
    expect(heard).toMatchObject({
      head: { status: 200, reason: 'OK', headers: ['Content-Length', '5', 'X-A', 'b', 'x-a', ''] },
      body: 'hello',
      trailers: [],
      reusable: true,
      fault: null,
    });
  });

  test.each(sizes)('in chunks, with extensions and trailers (%d)', (size) => {
    const heard = parse(
      `${ok}Transfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n6 \r\n world\r\n000\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n`,
      { size },
    );
    expect(heard).toMatchObject({
      body: 'hello world',
      trailers: ['X-Sum', '1', 'x-sum', '2'],
      reusable: true,
      fault: null,
    });
  });

  test.each(sizes)('until the connection ends (%d)', (size) => {
    expect(parse(`${ok}X: y\r\n\r\nhello`, { size, ends: true })).toMatchObject({
      body: 'hello',
      reusable: false,
      fault: null,
    });
    expect(parse('HTTP/1.0 200 OK\r\n\r\nhello', { size, ends: true })).toMatchObject({ body: 'hello' });
  });

  test.each(sizes)('after interim answers (%d)', (size) => {
    const heard = parse(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${ok}Content-Length: 0\r\n\r\n`,
      { size },
    );
    expect(heard).toMatchObject({ interims: [100, 103], head: { status: 200 }, reusable: true });
  });

  test('is heard the same however it is cut', () => {
    const text = `HTTP/1.1 103 Early\r\nA: b\r\n\r\n${ok}Transfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nabc\r\n10;e\r\n0123456789abcdef\r\n0\r\nT: u\r\n\r\n`;
    const whole = parse(text);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length }), (size) => {
        expect(parse(text, { size })).toEqual(whole);
      }),
    );
  });

  test.each([
    ['HEAD', `${ok}Content-Length: 500\r\n\r\n`],
    ['HEAD', `${ok}Transfer-Encoding: chunked\r\n\r\n`],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n'],
  ])('has no body for %s and %j', (method, text) => {
    expect(parse(text, { method })).toMatchObject({ body: '', reusable: true, fault: null });
  });

  test('may have no reason, or any', () => {
    expect(parse('HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n').head?.reason).toBe('');
    expect(parse('HTTP/1.1 299 D\xe9j\xe0 vu: 1\r\nContent-Length: 0\r\n\r\n').head?.reason).toBe(
      'D\xe9j\xe0 vu: 1',
    );
  });
});

describe('a connection is used again only where that is safe', () => {
  test.each([
    ['Connection: close', `${ok}Connection: x, Close\r\nContent-Length: 0\r\n\r\n`],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['bytes behind the answer', `${ok}Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n`],
    ['bytes behind the last chunk', `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nx`],
    ['bytes behind an answer without a body', 'HTTP/1.1 304 Not Modified\r\n\r\nhello'],
    ['a 204 with a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n'],
  ])('not after %s', (_, text) => {
    expect(parse(text)).toMatchObject({ reusable: false, fault: null });
  });

  test('after HTTP/1.0 that keeps alive, and within the time the server names', () => {
    expect(parse('HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n').reusable).toBe(
      true,
    );
    const hinted = parse(`${ok}Keep-Alive: max=5, timeout=7\r\nContent-Length: 0\r\n\r\n`);
    expect([hinted.reusable, hinted.idleMs]).toEqual([true, 7_000]);
  });

  test('bytes that no request asked for are a fault', () => {
    const parser = new AnswerParser(
      { onInterim: () => {}, onHead: () => {}, onBody: () => {}, onWhole: () => {}, onUpgraded: () => {} },
      { headBytesMax: 100 },
    );
    expect(parser.feed(Buffer.from('H'))).toBe('bytes that no request asked for');
  });
});

describe('what could be read in two ways is a fault', () => {
  const chunks = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n'],
    ['a status without a blank', 'HTTP/1.1 2000\r\n\r\n'],
    ['lines that end in a bare LF', 'HTTP/1.1 200 OK\nContent-Length: 0\n\r\n\r\n'],
    ['a bare CR', `${ok}X: a\rb\r\n\r\n`],
    ['a NUL', `${ok}X: a\0b\r\n\r\n`],
    ['a folded header', `${ok}X: a\r\n b\r\n\r\n`],
    ['a blank before the colon', `${ok}Content-Length : 5\r\n\r\n`],
    ['a header without a colon', `${ok}Content-Length 5\r\n\r\n`],
    ['a header without a name', `${ok}: 5\r\n\r\n`],
    ['two lengths', `${ok}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
    ['a list as length', `${ok}Content-Length: 5, 5\r\n\r\nhello`],
    ['a length with a sign', `${ok}Content-Length: +5\r\n\r\nhello`],
    ['an empty length', `${ok}Content-Length:\r\n\r\n`],
    ['both length and coding', `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two codings', `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['gzip before chunked', `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['identity', `${ok}Transfer-Encoding: identity\r\n\r\n`],
    ['a coding in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['an upgrade that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a head past its cap', `${ok}X: ${'a'.repeat(5_000)}\r\n\r\n`],
    ['a chunk size with 0x', `${chunks}0x5\r\nhello\r\n0\r\n\r\n`],
    ['a chunk size with a sign', `${chunks}+5\r\nhello\r\n0\r\n\r\n`],
    ['a chunk size past all numbers', `${chunks}${'f'.repeat(20)}\r\n`],
    ['an empty chunk size', `${chunks}\r\nhello\r\n`],
    ['a bare LF after a size', `${chunks}5\nhello\r\n0\r\n\r\n`],
    ['a bare LF in an extension', `${chunks}5;a\nb\r\nhello\r\n0\r\n\r\n`],
    ['a chunk longer than its size', `${chunks}5\r\nhello!\r\n0\r\n\r\n`],
    ['a chunk followed by a bare LF', `${chunks}5\r\nhello\n0\r\n\r\n`],
    ['extensions past their cap', `${chunks}5;${'a'.repeat(5_000)}\r\nhello\r\n0\r\n\r\n`],
    ['trailers past their cap', `${chunks}0\r\n${'T: u\r\n'.repeat(2_000)}\r\n`],
    ['a folded trailer', `${chunks}0\r\nT: u\r\n v\r\n\r\n`],
  ])('%s', (_, text) => {
    for (const size of [1, 3, text.length]) {
      const heard = parse(text, { size, ends: true });
      expect(heard.fault, `in pieces of ${size}`).not.toBeNull();
      expect(heard.reusable).toBeNull();
    }
  });

  test.each([
    ['no answer at all', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['an interim answer alone', 'HTTP/1.1 103 Early\r\n\r\n'],
    ['fewer bytes than the length', `${ok}Content-Length: 5\r\n\r\nhell`],
    ['no last chunk', `${chunks}5\r\nhello\r\n`],
    ['no end of trailers', `${chunks}5\r\nhello\r\n0\r\nT: u\r\n`],
  ])('a connection that ends after %s', (_, text) => {
    expect(parse(text, { ends: true })).toMatchObject({
      fault: 'the connection ended before the answer was whole',
      reusable: null,
    });
  });

  test('an endless head of interim answers is bounded by nobody but its reader: each one is reported', () => {
    expect(parse('HTTP/1.1 103 Early\r\n\r\n'.repeat(500)).interims).toHaveLength(500);
  });
});

describe('an upgrade', () => {
  test('hands over what follows it', () => {
    const heard = parse('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x00', {
      upgrades: true,
    });
    expect(heard).toMatchObject({ upgraded: '\x81\x00', fault: null });
  });
});
