import type { RecordedRequest } from './recording.ts';

export type ParsedMessage = { ok: true; request: RecordedRequest } | { ok: false; reason: string };

const headEnd = Buffer.from('\r\n\r\n');

/** Reads one HTTP/1.1 request from its bytes, as a capture of a connection holds them. */
export function parseRequest(bytes: Buffer): ParsedMessage {
  const end = bytes.indexOf(headEnd);
  const head = bytes.subarray(0, end === -1 ? bytes.length : end).toString('latin1');
  const [line = '', ...fields] = head.split('\r\n');
  const start = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.[01]$/.exec(line.trimEnd());
  if (start === null) return { ok: false, reason: `no request line: ${JSON.stringify(line.slice(0, 100))}` };
  const headers: string[] = [];
  for (const field of fields) {
    const colon = field.indexOf(':');
    if (colon > 0) headers.push(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  const raw = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + headEnd.length);
  const body = isChunked(headers) ? unchunked(raw) : raw;
  if (body === null) return { ok: false, reason: 'its chunked body is broken off' };
  const [, method = '', target = ''] = start;
  return { ok: true, request: { method, target, headers, body: body.length > 0 ? body : null } };
}

function isChunked(headers: readonly string[]): boolean {
  return headers.some(
    (name, at) =>
      at % 2 === 0 &&
      name.toLowerCase() === 'transfer-encoding' &&
      /(?:^|,)\s*chunked\s*$/i.test(headers[at + 1] ?? ''),
  );
}

/** The content of a chunked body (RFC 9112, 7.1); null where it does not end. */
function unchunked(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = /^([0-9a-f]{1,8})(?:[ \t]*;.*)?$/i.exec(bytes.toString('latin1', at, lineEnd))?.[1];
    if (size === undefined) return null;
    const length = Number.parseInt(size, 16);
    const from = lineEnd + 2;
    if (length === 0) return Buffer.concat(chunks);
    if (from + length + 2 > bytes.length) return null;
    chunks.push(bytes.subarray(from, from + length));
    at = from + length + 2;
  }
}
