/** A header name as upstreams write it, known by its bytes. */
interface KnownName {
  bytes: Buffer;
  text: string;
  lowerText: string;
}

/** The few names that repeat, by a hash of their bytes; a name whose place is taken is made anew each time. */
const known: (KnownName | undefined)[] = new Array(1_024).fill(undefined);
const knownBytesMax = 64;

/**
 * Flat raw headers of undici (buffers) as latin1 strings, order, case and repeats kept. `parsed` is what undici made of
 * them: a value that it has as one string is not made twice.
 */
export function latin1Headers(raw: unknown, parsed: Readonly<Record<string, unknown>> = {}): string[] {
  if (!Array.isArray(raw)) return [];
  const headers: string[] = new Array(raw.length);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name: unknown = raw[at];
    const entry = Buffer.isBuffer(name) ? knownName(name) : null;
    const value = entry === null ? undefined : parsed[entry.lowerText];
    headers[at] = entry === null ? text(name) : entry.text;
    headers[at + 1] = typeof value === 'string' ? value : text(raw[at + 1]);
  }
  return headers;
}

/** undici reads a reason phrase as UTF-8; on the wire it is bytes. What it could not read is left empty. */
export function latin1Reason(reason: string): string {
  if (isAscii(reason)) return reason;
  return reason.includes('\ufffd') ? '' : Buffer.from(reason, 'utf8').toString('latin1');
}

function text(part: unknown): string {
  return Buffer.isBuffer(part) ? part.toString('latin1') : String(part);
}

function knownName(bytes: Buffer): KnownName | null {
  const { length } = bytes;
  if (length === 0 || length > knownBytesMax) return null;
  const hash =
    (length * 31 + (bytes[0] ?? 0) * 7 + (bytes[length - 1] ?? 0) + (bytes[length >> 1] ?? 0) * 13) & 1_023;
  const entry = known[hash];
  if (entry === undefined) {
    const name = bytes.toString('latin1');
    const made = { bytes: Buffer.from(bytes), text: name, lowerText: name.toLowerCase() };
    known[hash] = made;
    return made;
  }
  return isEqual(entry.bytes, bytes) ? entry : null;
}

/** Names are short: a loop is quicker than a call out of the engine. */
function isEqual(left: Buffer, right: Buffer): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
