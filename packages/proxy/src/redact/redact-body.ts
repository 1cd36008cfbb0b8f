import { type CapturedBody, encodeTrafficBytes, limits } from '@delta-guard/protocol';
import { firstHeader, type HeaderList } from '../http/header-list.ts';
import { redactForm } from './redact-form.ts';
import { redactJson } from './redact-json.ts';
import { redactText } from './redact-text.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A decoded body fit for an event: secrets replaced, cut at the wire's cap. Null where nothing may be kept because it
 * cannot be read as what its type says.
 */
export function redactBody(body: Uint8Array, headers: HeaderList): CapturedBody | null {
  const type = mediaType(headers);
  if (type.startsWith('multipart/')) return null;
  const text = asText(body);
  if (text === null) return mustBeText(type) ? null : captured(body, body.length);
  const safe = redactAs(type, text);
  return safe === null ? null : captured(Buffer.from(safe), body.length);
}

function mediaType(headers: HeaderList): string {
  const value = firstHeader(headers, 'content-type') ?? '';
  return (value.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json') || type === 'text/json';
}

function redactAs(type: string, text: string): string | null {
  if (text === '') return text;
  if (isJsonType(type)) return redactJson(text);
  if (type === 'application/x-www-form-urlencoded') return redactForm(text);
  return redactJson(text) ?? redactText(text);
}

function mustBeText(type: string): boolean {
  return isJsonType(type) || type === 'application/x-www-form-urlencoded';
}

function asText(body: Uint8Array): string | null {
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
}

function captured(body: Uint8Array, bytesTotal: number): CapturedBody {
  const truncated = body.length > limits.bodyBytesMax;
  const kept = truncated ? body.subarray(0, characterStart(body, limits.bodyBytesMax)) : body;
  return { bytesTotal, truncated, bytes: encodeTrafficBytes(kept) };
}

/** The last place at or before `at` where a UTF-8 character starts, so that a cut does not split one. */
function characterStart(body: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 4 && ((body[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
