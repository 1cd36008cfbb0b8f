/** Flat raw headers of undici (buffers) as latin1 strings, order, case and repeats kept. */
export function latin1Headers(raw: unknown): string[] {
  if (!Array.isArray(raw)) return [];
  const headers: string[] = new Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) {
    const part: unknown = raw[at];
    headers[at] = Buffer.isBuffer(part) ? part.toString('latin1') : String(part);
  }
  return headers;
}
