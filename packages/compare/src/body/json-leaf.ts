import type { PaddedText } from '../json/padded-text.ts';
import { decodeString, hasEscape } from '../json/scan-string.ts';
import { kindOf } from '../json/tape.ts';
import { decodeUtf8 } from '../json/utf8.ts';
import { sameNumber } from '../why/decimal.ts';
import type { Scalar } from '../why/scalar.ts';

/** The text of a string, number, boolean or null; null for a container. */
export function scalarAt(bytes: Uint8Array, kind: number, span: readonly [number, number]): Scalar | null {
  const [start, end] = span;
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

/** Whether two strings or two numbers, whose bytes differ, have the same value all the same. */
export function isSameValue(
  text: PaddedText,
  kind: number,
  [startA, endA]: readonly [number, number],
  [startB, endB]: readonly [number, number],
): boolean {
  const { bytes } = text;
  if (kind === kindOf.string) return isSameString(bytes, startA + 1, endA - 1, startB + 1, endB - 1);
  if (kind !== kindOf.number) return kind !== kindOf.object && kind !== kindOf.array;
  if (isPlainInteger(bytes, startA, endA) && isPlainInteger(bytes, startB, endB)) {
    // Digits that differ, without point or exponent: the same number only where both are zero.
    return isZero(bytes, startA, endA) && isZero(bytes, startB, endB);
  }
  return sameNumber(decodeUtf8(bytes, startA, endA), decodeUtf8(bytes, startB, endB));
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
