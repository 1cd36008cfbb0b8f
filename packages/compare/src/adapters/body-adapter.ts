import type { ContentType } from '../headers/content-type.ts';

/** Kinds of bodies that are compared as the JSON that says the same. */
export type AdaptedKind = 'ndjson' | 'html' | 'xml' | 'form' | 'multipart';
/** Those of them whose parsers are loaded only where they are needed. */
export type MarkupKind = 'html' | 'xml';

/** Writes a body of one kind as JSON, so that one exact comparison, its paths and its rules serve all kinds. */
export interface BodyAdapter {
  /** Null where the body is not of this kind. Never throws. */
  toJson(body: Uint8Array, type: ContentType): Uint8Array | null;
}

export type BodyAdapters = Readonly<Partial<Record<MarkupKind, BodyAdapter>>>;

const encoder = new TextEncoder();

export function encodeJson(value: string): Uint8Array {
  return encoder.encode(value);
}
