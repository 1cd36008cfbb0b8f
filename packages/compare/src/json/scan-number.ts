/** Whether a number may begin with this byte. */
export function isNumberAt(byte: number | undefined): boolean {
  return byte !== undefined && (byte === 0x2d || (byte >= 0x30 && byte <= 0x39));
}

/** The offset after the number that begins at `start`; `~position` of what is wrong, where it is malformed. */
export function scanNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (bytes[at] === 0x2d) at += 1;
  const first = at < end ? (bytes[at] ?? 0) : 0;
  if (first === 0x30) at += 1;
  else {
    const digits = scanDigits(bytes, at, end);
    if (digits === at) return ~at;
    at = digits;
  }
  if (at < end && bytes[at] === 0x2e) {
    const digits = scanDigits(bytes, at + 1, end);
    if (digits === at + 1) return ~digits;
    at = digits;
  }
  if (at < end && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    at += 1;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at += 1;
    const digits = scanDigits(bytes, at, end);
    if (digits === at) return ~digits;
    at = digits;
  }
  return at;
}

function scanDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    at += 1;
  }
  return at;
}
