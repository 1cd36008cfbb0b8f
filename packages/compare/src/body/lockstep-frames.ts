import type { Findings, Mark } from '../findings.ts';
import { decodeString } from '../json/scan-string.ts';
import { kindOf } from '../json/tape.ts';
import { hasEscape } from './json-leaf.ts';

const namesAtFirst = 1_024;
const namesKept = 65_536;
/** Up to here, names are compared each with each. */
const fewNames = 24;

/** The containers that are open at a place of two texts, as columns of integers; the outermost is frame 1. */
export class LockstepFrames {
  readonly depthMax: number;
  readonly isObject: Uint8Array;
  /** Offset of the opening bracket in each text. */
  readonly startA: Int32Array;
  readonly startB: Int32Array;
  /** Of the element at which an array stands. */
  readonly index: Int32Array;
  /** Where the names of this frame begin in `names`. */
  readonly firstName: Int32Array;
  /** Differences found before this frame was opened; in an array, before the present element. */
  readonly total: Int32Array;
  readonly hits: Int32Array;
  /** Start and end of each name met in the open objects, in the first text. */
  names = new Int32Array(namesAtFirst);
  nameCount = 0;
  readonly #totalAtStart: Int32Array;
  readonly #differing: Int32Array;
  readonly #firstDiffering: Int32Array;

  constructor(depthMax: number) {
    const columns = depthMax + 2;
    this.depthMax = depthMax;
    this.isObject = new Uint8Array(columns);
    this.startA = new Int32Array(columns);
    this.startB = new Int32Array(columns);
    this.index = new Int32Array(columns);
    this.firstName = new Int32Array(columns);
    this.total = new Int32Array(columns);
    this.hits = new Int32Array(columns);
    this.#totalAtStart = new Int32Array(columns);
    this.#differing = new Int32Array(columns);
    this.#firstDiffering = new Int32Array(columns);
  }

  clear(): void {
    this.nameCount = 0;
    if (this.names.length > namesKept) this.names = new Int32Array(namesAtFirst);
  }

  open(
    frame: number,
    kind: number,
    startA: number,
    at: { ahead: number; total: number; hits: number; nameCount: number },
  ): void {
    this.isObject[frame] = kind === kindOf.object ? 1 : 0;
    this.startA[frame] = startA;
    this.startB[frame] = startA + at.ahead;
    this.index[frame] = 0;
    this.firstName[frame] = at.nameCount;
    this.total[frame] = at.total;
    this.hits[frame] = at.hits;
    this.#totalAtStart[frame] = at.total;
    this.#differing[frame] = 0;
  }

  pushName(start: number, end: number): void {
    if (this.nameCount + 2 > this.names.length) {
      const names = new Int32Array(this.names.length * 2);
      names.set(this.names);
      this.names = names;
    }
    this.names[this.nameCount] = start;
    this.names[this.nameCount + 1] = end;
    this.nameCount += 2;
  }

  /** The name at which an object stands, of frames of which `depth` is the innermost. */
  currentName(frame: number, depth: number): readonly [number, number] {
    const last = frame === depth ? this.nameCount : (this.firstName[frame + 1] ?? 0);
    return [this.names[last - 2] ?? 0, this.names[last - 1] ?? 0];
  }

  /** Takes note, behind an element, whether something was found in it; how many such elements there are by now. */
  countDiffering(frame: number, total: number): number {
    const before = this.#differing[frame] ?? 0;
    if (this.total[frame] === total) return before;
    this.total[frame] = total;
    if (before === 0) this.#firstDiffering[frame] = this.index[frame] ?? 0;
    this.#differing[frame] = before + 1;
    return before + 1;
  }

  /** How many elements at the beginning of an array are known to be equal. */
  equalHead(frame: number): number {
    if (this.isObject[frame] === 1) return 0;
    return ((this.#differing[frame] ?? 0) > 0 ? this.#firstDiffering[frame] : this.index[frame]) ?? 0;
  }

  /** What had been found when a frame was opened. */
  markOf(frame: number, findings: Findings): Mark {
    return findings.markAt(this.#totalAtStart[frame] ?? 0, this.hits[frame] ?? 0);
  }

  /** Whether two names of the innermost object could be the same. */
  mayRepeatNames(frame: number, bytes: Uint8Array): boolean {
    const { names } = this;
    const first = this.firstName[frame] ?? 0;
    const seen = new Set<string>();
    const isFew = this.nameCount - first <= fewNames * 2;
    for (let at = first; at < this.nameCount; at += 2) {
      const [start, end] = [names[at] ?? 0, names[at + 1] ?? 0];
      if (hasEscape(bytes, start, end)) return true;
      if (!isFew) {
        const name = decodeString(bytes, start, end);
        if (seen.has(name)) return true;
        seen.add(name);
      }
      for (let other = first; isFew && other < at; other += 2) {
        if (isSameSpan(bytes, [start, end], [names[other] ?? 0, names[other + 1] ?? 0])) return true;
      }
    }
    return false;
  }
}

function isSameSpan(
  bytes: Uint8Array,
  [startA, endA]: readonly [number, number],
  [startB, endB]: readonly [number, number],
): boolean {
  if (endA - startA !== endB - startB) return false;
  for (let at = 0; at < endA - startA; at += 1) {
    if (bytes[startA + at] !== bytes[startB + at]) return false;
  }
  return true;
}
