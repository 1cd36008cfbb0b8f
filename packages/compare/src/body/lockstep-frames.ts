import type { Findings, Mark } from '../findings.ts';
import type { PaddedText } from '../json/padded-text.ts';
import { decodeString } from '../json/scan-string.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { framesMax } from '../wasm/layout.ts';
import { frameOf, frameShift } from './frame-row.ts';

const namesAtFirst = 1_024;
const namesKept = 65_536;
/** Up to here, names are compared each with each. */
const fewNames = 24;

/** The containers that are open at a place of two texts, as rows of integers; the outermost is frame 1. */
export class LockstepFrames {
  readonly depthMax: number;
  rows: Int32Array<ArrayBuffer>;
  /** Start and end of each name met in the open objects, in the first text. */
  names: Int32Array<ArrayBuffer>;
  nameCount = 0;
  readonly #ownRows: Int32Array<ArrayBuffer>;
  #ownNames = new Int32Array(namesAtFirst);

  constructor(depthMax: number) {
    this.depthMax = depthMax;
    this.#ownRows = new Int32Array((depthMax + 2) << frameShift);
    this.rows = this.#ownRows;
    this.names = this.#ownNames;
  }

  /** Begins anew, in memory that kernels see where they are given and it is large enough. */
  begin(kernels: Kernels | null): void {
    const shared = kernels !== null && this.depthMax + 2 <= framesMax ? kernels : null;
    this.rows = shared?.rows ?? this.#ownRows;
    this.names = shared?.names ?? this.#ownNames;
    this.nameCount = 0;
  }

  clear(): void {
    this.nameCount = 0;
    if (this.#ownNames.length > namesKept) this.#ownNames = new Int32Array(namesAtFirst);
  }

  open(
    frame: number,
    isObject: boolean,
    start: number,
    at: { ahead: number; total: number; hits: number; nameCount: number },
  ): void {
    const { rows } = this;
    const row = frame << frameShift;
    rows[row] = isObject ? 1 : 0;
    rows[row + frameOf.start] = start;
    rows[row + frameOf.ahead] = at.ahead;
    rows[row + frameOf.index] = 0;
    rows[row + frameOf.firstName] = at.nameCount;
    rows[row + frameOf.total] = at.total;
    rows[row + frameOf.totalAtStart] = at.total;
    rows[row + frameOf.hits] = at.hits;
    rows[row + frameOf.differing] = 0;
  }

  get(frame: number, column: number): number {
    return this.rows[(frame << frameShift) + column] ?? 0;
  }

  isObject(frame: number): boolean {
    return this.rows[frame << frameShift] === 1;
  }

  /** Goes to the next element of an array. */
  advance(frame: number): void {
    const at = (frame << frameShift) + frameOf.index;
    this.rows[at] = (this.rows[at] ?? 0) + 1;
  }

  pushName(start: number, end: number): void {
    if (this.nameCount + 2 > this.names.length) {
      const names = new Int32Array(this.names.length * 2);
      names.set(this.names);
      this.#ownNames = names;
      this.names = names;
    }
    this.names[this.nameCount] = start;
    this.names[this.nameCount + 1] = end;
    this.nameCount += 2;
  }

  /** The name at which an object stands, of frames of which `depth` is the innermost. */
  currentName(frame: number, depth: number): readonly [number, number] {
    const last = frame === depth ? this.nameCount : this.get(frame + 1, frameOf.firstName);
    return [this.names[last - 2] ?? 0, this.names[last - 1] ?? 0];
  }

  /** Takes note, behind an element, whether something was found in it; how many such elements there are by now. */
  countDiffering(frame: number, total: number): number {
    const { rows } = this;
    const row = frame << frameShift;
    const before = rows[row + frameOf.differing] ?? 0;
    if (rows[row + frameOf.total] === total) return before;
    rows[row + frameOf.total] = total;
    if (before === 0) rows[row + frameOf.firstDiffering] = rows[row + frameOf.index] ?? 0;
    rows[row + frameOf.differing] = before + 1;
    return before + 1;
  }

  /** How many elements at the beginning of an array are known to be equal. */
  equalHead(frame: number): number {
    if (this.isObject(frame)) return 0;
    return this.get(frame, this.get(frame, frameOf.differing) > 0 ? frameOf.firstDiffering : frameOf.index);
  }

  /** What had been found when a frame was opened. */
  markOf(frame: number, findings: Findings): Mark {
    return findings.markAt(this.get(frame, frameOf.totalAtStart), this.get(frame, frameOf.hits));
  }

  /** Whether two names of the innermost object could be the same. */
  mayRepeatNames(frame: number, { bytes, words }: PaddedText): boolean {
    const { names } = this;
    const first = this.get(frame, frameOf.firstName);
    const isFew = this.nameCount - first <= fewNames * 2;
    // Bits of lengths and first bytes met: names are only compared where both may be the same.
    let met = 0;
    for (let at = first; at < this.nameCount; at += 2) {
      const start = names[at] ?? 0;
      const end = names[at + 1] ?? 0;
      if (mayHaveEscape(words, start, end)) return true;
      const bit = 1 << ((bytes[start] ?? 0) + (end - start) * 5);
      if (isFew && (met & bit) !== 0 && this.#isAmong(first, at, bytes)) return true;
      met |= bit;
    }
    return !isFew && this.#hasRepeated(first, bytes);
  }

  /** Whether a name is one of those from `first` on that stand before it. */
  #isAmong(first: number, name: number, bytes: Uint8Array): boolean {
    const { names } = this;
    const start = names[name] ?? 0;
    const length = (names[name + 1] ?? 0) - start;
    for (let at = first; at < name; at += 2) {
      const other = names[at] ?? 0;
      if ((names[at + 1] ?? 0) - other === length && isSameSpan(bytes, start, other, length)) return true;
    }
    return false;
  }

  #hasRepeated(first: number, bytes: Uint8Array): boolean {
    const seen = new Set<string>();
    for (let at = first; at < this.nameCount; at += 2) {
      seen.add(decodeString(bytes, this.names[at] ?? 0, this.names[at + 1] ?? 0));
    }
    return seen.size * 2 < this.nameCount - first;
  }
}

/** Four bytes at a time, those behind the end too, where a backslash would be a false alarm. */
function mayHaveEscape(words: DataView, start: number, end: number): boolean {
  for (let at = start; at < end; at += 4) {
    const word = words.getInt32(at) ^ 0x5c5c5c5c;
    if (((word - 0x01010101) & ~word & -0x7f7f7f80) !== 0) return true;
  }
  return false;
}

function isSameSpan(bytes: Uint8Array, startA: number, startB: number, length: number): boolean {
  for (let at = 0; at < length; at += 1) {
    if (bytes[startA + at] !== bytes[startB + at]) return false;
  }
  return true;
}
