import type { PaddedText } from '../json/padded-text.ts';
import { decodeString, hasEscape } from '../json/scan-string.ts';
import { type JsonSpan, kindOf } from '../json/tape.ts';
import { decodeUtf8 } from '../json/utf8.ts';
import { sameNumber } from '../why/decimal.ts';
import type { Scalar } from '../why/scalar.ts';

/** The text of a string, number, boolean or null; null for a container. */
export function scalarAt(bytes: Uint8Array, { kind, start, end }: JsonSpan): Scalar | null {
  switch (kind) {
    case kindOf.string:
      return { type: 'string', text: decodeString(bytes, start + 1, end - 1) };
    case kindOf.number:
      return { type: 'number', text: decodeUtf8(bytes, start, end) };
    case kindOf.true:
      return { type: 'boolean', text: 'true' };
    case kindOf.false:
      return { type: 'boolean', text: 'false' };
    case kindOf.null:
      return { type: 'null', text: 'null' };
    default:
      return null;
  }
}

/** Whether two strings or two numbers, whose bytes differ, have the same value all the same; both are of one kind. */
export function isSameValue({ bytes }: PaddedText, a: JsonSpan, b: JsonSpan): boolean {
  if (a.kind === kindOf.string) return isSameString(bytes, a.start + 1, a.end - 1, b.start + 1, b.end - 1);
  if (a.kind !== kindOf.number) return a.kind !== kindOf.object && a.kind !== kindOf.array;
  if (isPlainInteger(bytes, a.start, a.end) && isPlainInteger(bytes, b.start, b.end)) {
    // Digits that differ, without point or exponent: the same number only where both are zero.
    return isZero(bytes, a.start, a.end) && isZero(bytes, b.start, b.end);
  }
  return sameNumber(decodeUtf8(bytes, a.start, a.end), decodeUtf8(bytes, b.start, b.end));
}

/** Whether two string texts that are known to differ in their bytes are the same with escapes resolved. */
export function isSameString(
  bytes: Uint8Array,
  startA: number,
  endA: number,
  startB: number,
  endB: number,
): boolean {
  if (!hasEscape(bytes, startA, endA) && !hasEscape(bytes, startB, endB)) return false;
  return decodeString(bytes, startA, endA) === decodeString(bytes, startB, endB);
}

function isPlainInteger(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x2e || byte === 0x65 || byte === 0x45) return false;
  }
  return true;
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[end - 1] === 0x30 && end - start <= 2 && (end - start === 1 || bytes[start] === 0x2d);
}
