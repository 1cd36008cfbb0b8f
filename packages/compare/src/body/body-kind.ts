import type { AdaptedKind } from '../adapters/body-adapter.ts';
import type { ComparableResponse } from '../comparison.ts';
import { type ContentType, parseContentType } from '../headers/content-type.ts';

export type BodyKind = 'empty' | 'json' | AdaptedKind | 'text' | 'bytes';

export interface BodyDescription {
  /** What it is compared as. */
  kind: BodyKind;
  /** What its Content-Type says, null where it says nothing that is known. */
  declared: BodyKind | null;
  type: ContentType;
}

/** What a body says it is and what it is: a Content-Type that is wrong for its body does not decide. */
export function describeBody(response: ComparableResponse): BodyDescription {
  const type = parseContentType(contentTypeOf(response));
  const declared = declaredKind(type.media);
  if (response.body.length === 0) return { kind: 'empty', declared, type };
  return { kind: actualKind(declared, response.body), declared, type };
}

/** Whether the Content-Type says something else than what the body is. */
export function isContentTypeWrong({ kind, declared }: BodyDescription): boolean {
  return declared !== null && declared !== 'bytes' && kind !== 'empty' && kind !== declared;
}

function actualKind(declared: BodyKind | null, body: Uint8Array): BodyKind {
  if (declared === 'ndjson' || declared === 'form' || declared === 'multipart') return declared;
  let at = 0;
  while (isBeforeText(body[at])) at += 1;
  const first = body[at];
  if (first === 0x7b || first === 0x5b) return 'json';
  if (first === 0x3c && (declared === 'json' || declared === null)) {
    return body[1] === 0x3f ? 'xml' : 'html';
  }
  return declared ?? 'text';
}

/** Control characters, blanks and the bytes of a byte order mark. */
function isBeforeText(byte: number | undefined): boolean {
  return byte !== undefined && (byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf);
}

function declaredKind(media: string): BodyKind | null {
  if (media === '') return null;
  // What most are, before patterns are asked.
  if (media === 'application/json') return 'json';
  if (/^(?:application|text)\/json$|\+json$/.test(media)) return 'json';
  if (/^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|jsonlines)$/.test(media)) return 'ndjson';
  if (media === 'text/html') return 'html';
  if (/^(?:application|text)\/xml$|\+xml$/.test(media))
    return media === 'application/xhtml+xml' ? 'html' : 'xml';
  if (media === 'application/x-www-form-urlencoded') return 'form';
  if (media.startsWith('multipart/')) return 'multipart';
  return media.startsWith('text/') || /javascript|yaml|graphql/.test(media) ? 'text' : 'bytes';
}

function contentTypeOf(response: ComparableResponse): string {
  const { headers } = response;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (name === 'content-type' || name === 'Content-Type') return headers[at + 1] ?? '';
    if (name.length === 12 && name.toLowerCase() === 'content-type') return headers[at + 1] ?? '';
  }
  return '';
}
