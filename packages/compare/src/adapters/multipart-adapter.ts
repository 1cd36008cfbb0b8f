import { type ContentType, parseContentType } from '../headers/content-type.ts';
import { decodeUtf8, isUtf8 } from '../json/utf8.ts';
import { type BodyAdapter, encodeJson } from './body-adapter.ts';
import { fieldsToJson } from './fields.ts';

const newline = [0x0d, 0x0a];
const partsMax = 10_000;

/** Parts by their field (`form-data`) or in their order (all other kinds); the boundary does not count. */
export const multipartAdapter: BodyAdapter = {
  toJson(body, type) {
    const parts = splitParts(body, type);
    if (parts === null) return null;
    if (type.media !== 'multipart/form-data') return encodeJson(`[${parts.map(partToJson).join(',')}]`);
    return encodeJson(fieldsToJson(parts.map((part) => [fieldOf(part), partToJson(part)] as const)));
  },
};

interface Part {
  /** By lower-cased name. */
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

function splitParts(body: Uint8Array, type: ContentType): Part[] | null {
  const boundary = type.parameters.get('boundary');
  if (boundary === undefined || boundary === '' || boundary.length > 70) return null;
  const delimiter = new TextEncoder().encode(`--${boundary}`);
  const parts: Part[] = [];
  let at = find(body, delimiter, 0);
  if (at !== 0 && !(at >= 2 && body[at - 1] === 0x0a)) return null;
  for (;;) {
    const start = at + delimiter.length;
    if (body[start] === 0x2d && body[start + 1] === 0x2d) return parts;
    const next = find(body, Uint8Array.from([...newline, ...delimiter]), start);
    if (next < 0 || parts.length >= partsMax) return null;
    const part = readPart(body, start, next);
    if (part === null) return null;
    parts.push(part);
    at = next + newline.length;
  }
}

function readPart(body: Uint8Array, start: number, end: number): Part | null {
  const blank = find(body, Uint8Array.from([...newline, ...newline]), start);
  if (blank < 0 || blank > end) return null;
  const headers = new Map<string, string>();
  for (const line of decodeUtf8(body, start, blank).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: body.subarray(Math.min(blank + 4, end), end) };
}

function fieldOf({ headers }: Part): string {
  return parseContentType(headers.get('content-disposition') ?? '').parameters.get('name') ?? '';
}

function partToJson({ headers, body }: Part): string {
  const filename = parseContentType(headers.get('content-disposition') ?? '').parameters.get('filename');
  const type = headers.get('content-type');
  const content = isUtf8(body) ? { value: decodeUtf8(body, 0, body.length) } : { hex: toHex(body) };
  return JSON.stringify({
    ...(filename !== undefined && { filename }),
    ...(type !== undefined && { type }),
    ...content,
  });
}

function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < wanted.length && bytes[at + length] === wanted[length]) length += 1;
    if (length === wanted.length) return at;
  }
  return -1;
}
