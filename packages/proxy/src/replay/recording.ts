/** One request as it was recorded: header names and values alternate, as on the wire. */
export interface RecordedRequest {
  method: string;
  /** Path and query; the origin it was recorded at is not kept. */
  target: string;
  headers: string[];
  body: Buffer | null;
}

/** What a recording holds at one place: a request, or something that cannot be replayed and why. */
export type Recorded = { ok: true; request: RecordedRequest } | { ok: false; reason: string };

/** A recording that cannot be read at all. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Bytes of one recorded request, so that a damaged file cannot take all memory. */
export const requestBytesMax = 64 * 1024 * 1024;

/** Path and query of a URL as it was written, or null where it is none. */
export function targetOf(url: string): string | null {
  if (url.startsWith('/')) return url;
  if (!URL.canParse(url)) return null;
  const { protocol, pathname, search } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? `${pathname}${search}` : null;
}
