import { decodeUtf8, utf8Length } from './utf8.ts';

/**
 * The offset after the string whose text begins at `start`, after its quote; `~position` of what is wrong, where it is
 * malformed. The bytes end with zeros (see `PaddedText`), which no string may hold; `words` is a view of the same bytes.
 */
export function scanString(bytes: Uint8Array, words: DataView, start: number): number {
  let at = start;
  for (;;) {
    // Four bytes at a time, as long as none is a quote, a backslash, a control character or beyond ASCII.
    const word = words.getInt32(at, true);
    const special =
      ((word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101) | word) &
      -0x7f7f7f80;
    if (special === 0) at += 4;
    else {
      at += (31 - Math.clz32(special & -special)) >> 3;
      if (bytes[at] === 0x22) return at + 1;
      at = scanCharacter(bytes, at);
      if (at < 0) return at;
    }
  }
}

/** The offset after one character or escape of a string; `~position` where it is malformed. */
function scanCharacter(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte === 0x5c) return scanEscape(bytes, at);
  if (byte < 0x20) return ~at;
  const length = utf8Length(bytes, at);
  return length === 0 ? ~at : at + length;
}

function scanEscape(bytes: Uint8Array, start: number): number {
  const kind = bytes[start + 1] ?? 0;
  if (kind !== 0x75) return escapedUnit(kind) < 0 ? ~(start + 1) : start + 2;
  for (let at = start + 2; at < start + 6; at += 1) {
    if (hexValue(bytes[at] ?? 0) < 0) return ~at;
  }
  return start + 6;
}

/** Whether a string text has a backslash. */
export function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === 0x5c) return true;
  return false;
}

/** The value of a string that scanned well, without its quotes; lone surrogates stay what they are. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string {
  if (!hasEscape(bytes, start, end)) return decodeUtf8(bytes, start, end);
  let value = '';
  let from = start;
  let at = start;
  while (at < end) {
    if (bytes[at] !== 0x5c) {
      at += 1;
      continue;
    }
    if (at > from) value += decodeUtf8(bytes, from, at);
    const kind = bytes[at + 1] ?? 0;
    value += String.fromCharCode(kind === 0x75 ? hexUnit(bytes, at + 2) : escapedUnit(kind));
    at += kind === 0x75 ? 6 : 2;
    from = at;
  }
  return from < end ? value + decodeUtf8(bytes, from, end) : value;
}

/** The UTF-16 unit of four hex digits. */
function hexUnit(bytes: Uint8Array, at: number): number {
  return (
    (hexValue(bytes[at] ?? 0) << 12) |
    (hexValue(bytes[at + 1] ?? 0) << 8) |
    (hexValue(bytes[at + 2] ?? 0) << 4) |
    hexValue(bytes[at + 3] ?? 0)
  );
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The UTF-16 unit that a two-character escape stands for, -1 where there is no such escape. */
function escapedUnit(kind: number): number {
  switch (kind) {
    case 0x22:
    case 0x5c:
    case 0x2f:
      return kind;
    case 0x62:
      return 8;
    case 0x66:
      return 12;
    case 0x6e:
      return 10;
    case 0x72:
      return 13;
    case 0x74:
      return 9;
    default:
      return -1;
  }
}
