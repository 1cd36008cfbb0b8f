import fc from 'fast-check';

type Framing = 'length' | 'chunked' | 'untilClose';

/** A generated exchange: what a client sends, and what the legacy answers to it. */
export interface GeneratedExchange {
  method: string;
  path: string;
  requestHeaders: [string, string][];
  requestBody: number;
  requestFraming: 'none' | 'length' | 'chunked';
  status: number;
  reason: string;
  answerHeaders: [string, string][];
  answerBody: number;
  framing: Framing;
  trailers: [string, string][];
  early: boolean;
  /** Where writes and chunks are split. */
  seed: number;
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]{0,15}$/);
const value = fc.stringMatching(/^[!-~\u00a1-\u00ff]([ -~\u00a1-\u00ff\t]{0,30}[!-~\u00a1-\u00ff])?$|^$/);
const reserved =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-length|expect|forwarded|via|x-forwarded-.*|if-.*|date)$/i;
const header = fc.tuple(
  token.filter((name) => !reserved.test(name)),
  value,
);
const known = fc.constantFrom<[string, string]>(
  ['Set-Cookie', 'a=1; Path=/'],
  ['set-cookie', 'b=2'],
  ['Content-Type', 'application/json'],
  ['Content-Encoding', 'gzip'],
  ['content-encoding', 'x-unknown'],
  ['Date', 'Mon, 23 Nov 2026 08:00:00 GMT'],
  ['X-Empty', ''],
  ['ETag', 'W/"1"'],
);
const headers = fc.array(fc.oneof(header, known), { maxLength: 12 });

/** Sizes from 0 to `bytesMax`, as many small as large (log-uniform). */
function size(bytesMax: number): fc.Arbitrary<number> {
  const exponent = fc.double({ min: 0, max: Math.log(bytesMax + 1), noNaN: true });
  return exponent.map((power) => Math.min(bytesMax, Math.floor(Math.exp(power)) - 1));
}

/** Generated exchanges, the same for the same seed. */
export function generatedExchanges(count: number, seed: number, bytesMax: number): GeneratedExchange[] {
  const exchange = fc.record({
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
    path: fc.stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@/?-]{0,40}$/),
    requestHeaders: headers,
    requestBody: size(bytesMax),
    requestFraming: fc.constantFrom<GeneratedExchange['requestFraming']>('none', 'none', 'length', 'chunked'),
    status: fc.constantFrom(200, 200, 200, 201, 203, 204, 206, 301, 304, 400, 404, 410, 418, 500, 503, 599),
    reason: fc.constantFrom('OK', '', 'Odd but Fine', 'Not what you think'),
    answerHeaders: headers,
    answerBody: size(bytesMax),
    framing: fc.constantFrom<Framing>('length', 'length', 'chunked', 'untilClose'),
    trailers: fc.oneof(
      { weight: 3, arbitrary: fc.constant<[string, string][]>([]) },
      { weight: 1, arbitrary: fc.array(header, { maxLength: 3 }) },
    ),
    early: fc.boolean(),
    seed: fc.integer({ min: 1, max: 0x7fffffff }),
  });
  return fc.sample(exchange, { numRuns: count, seed });
}

/** Numbers that look random and are the same for the same seed (xorshift). */
export function numbers(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes of a body, told by size and seed. */
export function bodyBytes(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  const next = numbers(seed);
  for (let at = 0; at < length; at += 1) bytes[at] = next(256);
  return bytes;
}

/** The body in chunked framing, with chunks of uneven sizes. */
export function inChunks(body: Buffer, seed: number, trailers: [string, string][]): Buffer {
  const next = numbers(seed);
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = Math.min(body.length, at + 1 + next(next(4) === 0 ? 100 : 100_000));
    parts.push(Buffer.from(`${(end - at).toString(16)}\r\n`), body.subarray(at, end), Buffer.from('\r\n'));
    at = end;
  }
  const tail = trailers.map(([name, text]) => `${name}: ${text}\r\n`).join('');
  return Buffer.concat([...parts, Buffer.from(`0\r\n${tail}\r\n`, 'latin1')]);
}
