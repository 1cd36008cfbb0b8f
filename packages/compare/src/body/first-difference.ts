import type { PaddedText } from '../json/padded-text.ts';

/** Larger bodies are looked at in pieces of this size, so that little memory is enough; smaller ones are copied whole. */
const pieceBytes = 65_536;
const copiedBytesMin = 128;

/**
 * The offset of the first byte in which two bodies differ, which is the shorter's length where one begins the other. Uses
 * the memory of `text`.
 */
export function firstDifference(a: Uint8Array, b: Uint8Array, text: PaddedText): number {
  const length = Math.min(a.length, b.length);
  if (isCopiedWhole(a, b, text)) return text.equalRun(0, text.copy(a, b), length);
  if (length < copiedBytesMin || text.kernels === null) return firstDifferingWord(a, b, length);
  for (let from = 0; from < length; from += pieceBytes) {
    const until = Math.min(from + pieceBytes, length);
    const startOfSecond = text.copy(a.subarray(from, until), b.subarray(from, until));
    const equal = text.equalRun(0, startOfSecond, until - from);
    if (equal < until - from) return from + equal;
  }
  return length;
}

/** Whether `firstDifference` leaves a copy of both bodies behind in the memory of `text`. */
export function isCopiedWhole(a: Uint8Array, b: Uint8Array, text: PaddedText): boolean {
  const [shorter, longer] = a.length < b.length ? [a.length, b.length] : [b.length, a.length];
  return shorter >= copiedBytesMin && longer <= pieceBytes && text.kernels !== null;
}

function firstDifferingWord(a: Uint8Array, b: Uint8Array, length: number): number {
  const left = new DataView(a.buffer, a.byteOffset, length);
  const right = new DataView(b.buffer, b.byteOffset, length);
  let at = 0;
  // Four words at once; a loop over bytes takes four times as long.
  while (at <= length - 16) {
    const differing =
      (left.getInt32(at) ^ right.getInt32(at)) |
      (left.getInt32(at + 4) ^ right.getInt32(at + 4)) |
      (left.getInt32(at + 8) ^ right.getInt32(at + 8)) |
      (left.getInt32(at + 12) ^ right.getInt32(at + 12));
    if (differing !== 0) break;
    at += 16;
  }
  while (at < length && a[at] === b[at]) at += 1;
  return at;
}
