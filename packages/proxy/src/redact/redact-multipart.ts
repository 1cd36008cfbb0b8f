import { parameterOf } from './content-type.ts';
import type { Context } from './context.ts';
import { redactHeader } from './redact-headers.ts';
import { secretLabel } from './secret-names.ts';

const partsMax = 10_000;

/** Redacts the content of one part by its type; null where it cannot be read as what that says. */
export type RedactContent = (content: Buffer, contentType: string) => Buffer | null;

/** A multipart body, each part by its headers, its field and its type. Null where it is not what its boundary says. */
export function redactMultipart(
  body: Buffer,
  boundary: string,
  { context, redactContent }: { context: Context; redactContent: RedactContent },
): Buffer | null {
  const delimiter = Buffer.from(`--${boundary}`);
  const out: Buffer[] = [];
  let at = body.indexOf(delimiter);
  if (boundary === '' || (at !== 0 && !(at >= 2 && body[at - 1] === 0x0a))) return null;
  for (let parts = 0; parts <= partsMax; parts += 1) {
    const start = at + delimiter.length;
    if (body[start] === 0x2d && body[start + 1] === 0x2d) {
      out.push(delimiter, Buffer.from('--\r\n'));
      return Buffer.concat(out);
    }
    const next = body.indexOf(`\r\n--${boundary}`, start);
    if (next === -1) return null;
    const part = redactPart(body.subarray(start, next), context, redactContent);
    if (part === null) return null;
    out.push(delimiter, part, Buffer.from('\r\n'));
    at = next + 2;
  }
  return null;
}

/** From the line end after the delimiter to the one before the next. */
function redactPart(part: Buffer, context: Context, redactContent: RedactContent): Buffer | null {
  const blank = part.indexOf('\r\n\r\n');
  if (blank === -1) return null;
  let type = 'text/plain';
  let label: string | null = null;
  const lines = part
    .subarray(0, blank)
    .toString()
    .split('\r\n')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon === -1) return line.trim() === '' ? line : '';
      const name = line.slice(0, colon).trim();
      const value = line.slice(colon + 1).trim();
      if (name.toLowerCase() === 'content-type') type = value;
      if (name.toLowerCase() === 'content-disposition') label = secretLabel(parameterOf(value, 'name') ?? '');
      return `${name}: ${redactHeader(name, value, context)}`;
    });
  const content = part.subarray(blank + 4);
  const safe =
    label === null || content.length === 0
      ? redactContent(content, type)
      : Buffer.from(context.placeholders.of(label, content.toString()));
  return safe === null ? null : Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), safe]);
}
