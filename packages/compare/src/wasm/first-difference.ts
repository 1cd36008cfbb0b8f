import { type Kernels, makeKernels } from './kernels.ts';
import { textAt } from './layout.ts';

/** Bodies are looked at in pieces, so that this much memory is enough. */
const pieceBytes = 65_536;
const copiedBytesMin = 128;
let kernels: Kernels | null | undefined;

/** The offset of the first byte in which two bodies differ, which is the shorter's length where one begins the other. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  if (kernels === undefined) kernels = makeKernels(pieceBytes * 2);
  if (length < copiedBytesMin || kernels === null) return firstDifferingWord(a, b, length);
  const { bytes, run } = kernels;
  for (let from = 0; from < length; from += pieceBytes) {
    const until = Math.min(from + pieceBytes, length);
    bytes.set(piece(a, from, until), 0);
    bytes.set(piece(b, from, until), pieceBytes);
    const equal = run.equalRun(textAt, textAt + pieceBytes, until - from);
    if (equal < until - from) return from + equal;
  }
  return length;
}

function piece(bytes: Uint8Array, from: number, until: number): Uint8Array {
  return until - from === bytes.length ? bytes : bytes.subarray(from, until);
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
