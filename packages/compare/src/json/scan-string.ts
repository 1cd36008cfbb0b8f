import { decodeUtf8, utf8Length } from './utf8.ts';

/** 0: an ASCII character that stands for itself; else a quote, a backslash, a control character or not ASCII. */
export const stringClasses = new Uint8Array(256);
stringClasses.fill(1, 0, 0x20);
stringClasses.fill(1, 0x80);
stringClasses[0x22] = 1;
stringClasses[0x5c] = 1;

/** The offset after the string that begins with the quote at `start`; `~position` of what is wrong, where it is malformed. */
export function scanString(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (stringClasses[byte] === 0) at += 1;
    else if (byte === 0x22) return at + 1;
    else if (byte === 0x5c) {
      const next = scanEscape(bytes, at, end);
      if (next < 0) return next;
      at = next;
    } else if (byte < 0x20) return ~at;
    else {
      const length = utf8Length(bytes, at, end);
      if (length === 0) return ~at;
      at += length;
    }
  }
  return ~end;
}

function scanEscape(bytes: Uint8Array, start: number, end: number): number {
  if (start + 1 >= end) return ~end;
  const kind = bytes[start + 1] ?? 0;
  if (kind !== 0x75) return escapedUnit(kind) < 0 ? ~(start + 1) : start + 2;
  for (let at = start + 2; at < start + 6; at += 1) {
    if (at >= end) return ~end;
    if (hexValue(bytes[at] ?? 0) < 0) return ~at;
  }
  return start + 6;
}

/** The value of a string that scanned well, without its quotes; lone surrogates stay what they are. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string {
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
export function hexUnit(bytes: Uint8Array, at: number): number {
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
export function escapedUnit(kind: number): number {
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
