import { type CapturedBody, encodeTrafficBytes, limits } from '@delta-guard/protocol';
import { firstHeader, type HeaderList } from '../http/header-list.ts';
import { type BodyFormat, formatOf, parameterOf } from './content-type.ts';
import { type Context, deeper, depthMax } from './context.ts';
import { redactCsv } from './redact-csv.ts';
import { redactForm } from './redact-form.ts';
import { redactJson } from './redact-json.ts';
import { redactMarkup } from './redact-markup.ts';
import { redactMultipart } from './redact-multipart.ts';
import { redactText } from './redact-text.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const byteOrderMark = '\ufeff';

/** A body without what is secret in it. */
export interface RedactedBody {
  captured: CapturedBody;
  /** The whole of it, as text where it is text. */
  text: string | null;
}

/**
 * A decoded body fit for an event: secrets replaced, cut at the wire's cap. Null where nothing may be kept because it
 * cannot be read as what its type says, or as anything at all.
 */
export function redactBody(body: Uint8Array, headers: HeaderList, context: Context): RedactedBody | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const safe = redactBytes(bytes, firstHeader(headers, 'content-type') ?? '', context);
  if (safe === null) return null;
  return { captured: captured(safe, body.length), text: asText(safe) };
}

function redactBytes(body: Buffer, contentType: string, context: Context): Buffer | null {
  if (body.length === 0) return body;
  const format = formatOf(contentType);
  if (format === 'multipart') return redactParts(body, contentType, context);
  const text = asText(body);
  // Of what is no text, only what is seen and heard is kept: whatever else may hold anything.
  if (text === null) return format === 'media' ? body : null;
  if (format === 'binary' && text.includes('\0')) return null;
  const safe = redactAs(format, text, context);
  return safe === null ? null : Buffer.from(safe);
}

function redactAs(format: BodyFormat, text: string, context: Context): string | null {
  if (text.startsWith(byteOrderMark)) {
    const rest = redactAs(format, text.slice(1), context);
    return rest === null ? null : byteOrderMark + rest;
  }
  switch (format) {
    case 'json':
      return redactJson(text, context);
    case 'ndjson':
      return redactLines(text, context);
    case 'form':
      return redactForm(text, context);
    case 'xml':
      return redactMarkup(text, context, 'strict');
    case 'html':
      return redactMarkup(text, context, 'tolerant');
    case 'csv':
      return redactCsv(text, context);
    default:
      return redactUntyped(text, context);
  }
}

/** JSON on each line; lines without any are kept. */
function redactLines(text: string, context: Context): string | null {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const safe = line.trim() === '' ? line : redactJson(line, context);
    if (safe === null) return null;
    lines.push(safe);
  }
  return lines.join('\n');
}

/** Text of which only its look tells what it is. */
function redactUntyped(text: string, context: Context): string {
  const first = text.trimStart()[0];
  if (first === '{' || first === '[') return redactLines(text, context) ?? redactText(text, context);
  const isForm = /^[^\s&=]{1,256}=[^\s&]*&/.test(text.slice(0, 4_096)) && !/\s/.test(text);
  return isForm ? redactForm(text, context) : redactText(text, context);
}

function redactParts(body: Buffer, contentType: string, context: Context): Buffer | null {
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === null || context.depth >= depthMax) return null;
  const inner = deeper(context);
  const redactContent = (content: Buffer, type: string) => redactBytes(content, type, inner);
  return redactMultipart(body, boundary, { context, redactContent });
}

function asText(body: Uint8Array): string | null {
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
}

function captured(body: Uint8Array, bytesTotal: number): CapturedBody {
  const isCut = body.length > limits.bodyBytesMax;
  const kept = isCut ? body.subarray(0, characterStart(body, limits.bodyBytesMax)) : body;
  return { bytesTotal, truncated: isCut, bytes: encodeTrafficBytes(kept) };
}

/** The last place at or before `at` where a UTF-8 character starts, so that a cut does not split one. */
function characterStart(body: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 4 && ((body[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
