/** The offset after the number that begins at `start`; `~position` of what is wrong, where it is malformed. */
export function scanNumber(bytes: Uint8Array, start: number): number {
  let at = start;
  let byte = bytes[at] ?? 0;
  if (byte === 0x2d) {
    at += 1;
    byte = bytes[at] ?? 0;
  }
  if (byte === 0x30) at += 1;
  else {
    const digits = scanDigits(bytes, at);
    if (digits === at) return ~at;
    at = digits;
  }
  byte = bytes[at] ?? 0;
  return byte === 0x2e || byte === 0x65 || byte === 0x45 ? scanFraction(bytes, at) : at;
}

/** The rest of a number, from its point or exponent on. */
function scanFraction(bytes: Uint8Array, start: number): number {
  let at = start;
  if (bytes[at] === 0x2e) {
    const digits = scanDigits(bytes, at + 1);
    if (digits === at + 1) return ~digits;
    at = digits;
  }
  if (((bytes[at] ?? 0) | 0x20) === 0x65) {
    at += 1;
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at += 1;
    const digits = scanDigits(bytes, at);
    if (digits === at) return ~digits;
    at = digits;
  }
  return at;
}

function scanDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) return at;
    at += 1;
  }
}
