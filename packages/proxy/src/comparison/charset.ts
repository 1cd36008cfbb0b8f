import { TextDecoder } from 'node:util';
import { describeBody } from '@delta-guard/compare';
import { firstHeader, type HeaderList } from '../http/header-list.ts';
import type { DecodedBody } from './decode-body.ts';

const empty = new Uint8Array(0);
const encoder = new TextEncoder();
/** `charset` of a Content-Type and what follows it up to its end. */
const charsetParameter = /(;\s*charset\s*=\s*)("[^"]*"|[^\s;]*)/i;
/** What WHATWG's Encoding Standard calls UTF-8. */
const utf8Labels = new Set([
  '',
  'utf-8',
  'utf8',
  'unicode-1-1-utf-8',
  'unicode11utf8',
  'unicode20utf8',
  'x-unicode20utf8',
]);
const textKinds = new Set<string | null>(['json', 'ndjson', 'html', 'xml', 'form', 'text']);

/** The charset other than UTF-8 in which the headers say a text is written, lower case; null where they name none. */
export function foreignCharset(headers: HeaderList): string | null {
  const type = firstHeader(headers, 'content-type');
  if (type === undefined || !/charset/i.test(type)) return null;
  const described = describeBody({ status: 0, headers, body: empty });
  const charset = described.type.parameters.get('charset')?.trim() ?? '';
  return textKinds.has(described.declared) && !utf8Labels.has(charset) ? charset : null;
}

/**
 * The text in UTF-8. `undecodable` where the charset is not known or the bytes are not of it: replacement characters
 * would make different bytes equal.
 */
export function toUtf8(body: Uint8Array, charset: string, bytesMax: number): DecodedBody {
  if (body.length > bytesMax) return { ok: false, reason: 'tooLarge' };
  const decoder = decoderFor(charset, body);
  if (decoder === null) return { ok: false, reason: 'undecodable' };
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return { ok: false, reason: 'undecodable' };
  }
  const encoded = encoder.encode(text);
  return encoded.length > bytesMax ? { ok: false, reason: 'tooLarge' } : { ok: true, body: encoded };
}

/** The headers as they are for a body that was brought to UTF-8, so that a charset that was undone does not count. */
export function headersInUtf8(headers: HeaderList): string[] {
  return headers.map((text, at) => {
    const isValue = at % 2 === 1 && headers[at - 1]?.toLowerCase() === 'content-type';
    return isValue ? text.replace(charsetParameter, '$1utf-8') : text;
  });
}

function decoderFor(charset: string, body: Uint8Array): TextDecoder | null {
  try {
    return new TextDecoder(byteOrder(charset, body), { fatal: true });
  } catch {
    return null;
  }
}

/** `utf-16` leaves the order of bytes to the byte order mark (RFC 2781, 3.3); without one it is little-endian, as in browsers. */
function byteOrder(charset: string, body: Uint8Array): string {
  const isBigEndian = charset === 'utf-16' && body[0] === 0xfe && body[1] === 0xff;
  return isBigEndian ? 'utf-16be' : charset;
}
