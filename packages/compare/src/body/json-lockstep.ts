import { kindAt, skipBlanks, skipByteOrderMark } from '../json/json-scanner.ts';
import { scanString } from '../json/scan-string.ts';
import { type JsonSpan, kindOf } from '../json/tape.ts';
import { GaveUpError } from '../work.ts';
import { readEqualRun } from './equal-run.ts';
import { frameOf } from './frame-row.ts';
import { isSameString } from './json-leaf.ts';
import { readRunByKernel } from './kernel-run.ts';
import { expect, LockstepCursor } from './lockstep-cursor.ts';
import { LockstepDetours, type LockstepSetup } from './lockstep-detours.ts';

/** `faulty` where one of the texts is not JSON, `odd` where kernels cannot tell; what was found is then to be forgotten. */
export type LockstepOutcome = 'compared' | 'faulty' | 'odd';

/**
 * Goes through two JSON texts side by side as long as their structure is the same. Runs of equal bytes are read once;
 * where they differ, value is compared with value. A container whose structure differs is handed on as a whole.
 */
export class JsonLockstep {
  readonly #on: LockstepSetup;
  readonly #at: LockstepCursor;
  /** Most texts need none. */
  #made: LockstepDetours | null = null;

  constructor(on: LockstepSetup) {
    this.#on = on;
    const { text, startB, equalUntil } = on;
    const atA = skipByteOrderMark(text.bytes, 0);
    const atB = skipByteOrderMark(text.bytes, startB);
    const isShifted = atB - atA !== startB;
    this.#at = new LockstepCursor(on, { atA, atB, equalUntil: isShifted ? 0 : equalUntil });
  }

  run(): LockstepOutcome {
    for (;;) {
      this.#findEqualRun();
      if (this.#at.atA < this.#at.equalUntil && !this.#readRun()) return 'odd';
      if (this.#at.depth === 0 && this.#at.expect === expect.after) return this.#end();
      if (!this.#step()) return 'faulty';
      if (this.#at.depth === 0 && this.#at.expect === expect.after) return this.#end();
    }
  }

  #detours(): LockstepDetours {
    this.#made ??= new LockstepDetours(this.#at, this.#on);
    return this.#made;
  }

  #readRun(): boolean {
    const at = this.#at;
    const depthMax = this.#on.depthMax;
    if (this.#on.kernels !== null) {
      const outcome = readRunByKernel(at, this.#on.kernels, { findings: this.#on.findings, depthMax });
      if (outcome !== 'tooShort') return outcome === 'read';
    }
    readEqualRun(at, this.#on.findings, depthMax);
    return true;
  }

  #end(): LockstepOutcome {
    const { bytes } = this.#on.text;
    const { atA, atB } = this.#at;
    const isAtEnd = skipBlanks(bytes, atA) === this.#on.endA && skipBlanks(bytes, atB) === this.#on.endB;
    return isAtEnd ? 'compared' : 'faulty';
  }

  #findEqualRun(): void {
    if (this.#at.atA < this.#at.equalUntil) return;
    const length = Math.min(this.#on.endA - this.#at.atA, this.#on.endB - this.#at.atB);
    if (length <= 0) return;
    this.#at.equalUntil = this.#at.atA + this.#on.text.equalRun(this.#at.atA, this.#at.atB, length);
  }

  /** Reads one token of each text. False where one is malformed. */
  #step(): boolean {
    const { bytes } = this.#on.text;
    this.#at.atA = skipBlanks(bytes, this.#at.atA);
    this.#at.atB = skipBlanks(bytes, this.#at.atB);
    if (this.#at.expect === expect.after)
      return this.#stepAfter(bytes[this.#at.atA] ?? 0, bytes[this.#at.atB] ?? 0);
    if (this.#at.expect === expect.member) return this.#stepMember();
    const close = this.#at.expect === expect.firstMember ? 0x7d : 0x5d;
    if (this.#at.expect !== expect.value) {
      const closesA = bytes[this.#at.atA] === close;
      const closesB = bytes[this.#at.atB] === close;
      if (closesA && closesB) return this.#close();
      if (closesA || closesB) return this.#detours().breakFrame(this.#at.depth);
    }
    return this.#at.expect === expect.firstMember ? this.#stepMember() : this.#stepValue();
  }

  #stepAfter(byteA: number, byteB: number): boolean {
    const frames = this.#at.frames;
    const depth = this.#at.depth;
    const isObject = frames.isObject(depth);
    const close = isObject ? 0x7d : 0x5d;
    if (!isObject && frames.countDiffering(depth, this.#on.findings.total) > 1)
      return this.#detours().breakFrame(depth);
    if (byteA === 0x2c && byteB === 0x2c) {
      this.#at.atA += 1;
      this.#at.atB += 1;
      if (!isObject) frames.advance(depth);
      this.#at.expect = isObject ? expect.member : expect.value;
      return true;
    }
    if (byteA === close && byteB === close) {
      const isTouched = isObject && frames.get(depth, frameOf.total) !== this.#on.findings.total;
      if (isTouched && frames.mayRepeatNames(depth, this.#on.text)) return this.#detours().breakFrame(depth);
      return this.#close();
    }
    const goesOn = (byte: number) => byte === 0x2c || byte === close;
    return goesOn(byteA) && goesOn(byteB) && this.#detours().breakFrame(depth);
  }

  #stepMember(): boolean {
    const { bytes, words } = this.#on.text;
    const [a, b] = [this.#at.atA, this.#at.atB];
    if (bytes[a] !== 0x22 || bytes[b] !== 0x22) return false;
    const endA = scanString(bytes, words, a + 1);
    const endB = scanString(bytes, words, b + 1);
    if (endA < 0 || endB < 0) return false;
    const isSame =
      (endA - a === endB - b && this.#on.text.equalRun(a, b, endA - a) === endA - a) ||
      isSameString(bytes, a + 1, endA - 1, b + 1, endB - 1);
    if (!isSame) return this.#detours().breakFrame(this.#at.depth);
    const colonA = skipBlanks(bytes, endA);
    const colonB = skipBlanks(bytes, endB);
    if (bytes[colonA] !== 0x3a || bytes[colonB] !== 0x3a) return false;
    this.#at.frames.pushName(a + 1, endA - 1);
    this.#at.atA = colonA + 1;
    this.#at.atB = colonB + 1;
    this.#at.expect = expect.value;
    return true;
  }

  #stepValue(): boolean {
    const { bytes } = this.#on.text;
    const [a, b] = [this.#at.atA, this.#at.atB];
    const kindA = kindAt(bytes, a);
    const kindB = kindAt(bytes, b);
    if (kindA === 0 || kindB === 0) return false;
    const isContainer = kindA === kindOf.object || kindA === kindOf.array;
    if (isContainer && kindA === kindB) return this.#open(kindA);
    const endA = this.#endOf(a, kindA);
    const endB = this.#endOf(b, kindB);
    if (endA < 0 || endB < 0) return false;
    const isSame = endA - a === endB - b && this.#on.text.equalRun(a, b, endA - a) === endA - a;
    if (!isSame) {
      const outer = this.#at.resolveStates(this.#at.depth);
      if (outer > 0) return this.#detours().breakFrame(outer);
      const array = this.#detours().shiftedArray();
      if (array > 0) return this.#detours().breakFrame(array);
    }
    this.#at.atA = endA;
    this.#at.atB = endB;
    this.#at.expect = expect.after;
    return isSame || this.#judge({ kind: kindA, start: a, end: endA }, { kind: kindB, start: b, end: endB });
  }

  #endOf(start: number, kind: number): number {
    if (kind > kindOf.array) return this.#on.scanner.scalar(start);
    return this.#on.scanner.value(start, this.#at.depth, undefined);
  }

  /** Two values that are not both objects or both arrays, and differ in their bytes. */
  #judge(a: JsonSpan, b: JsonSpan): boolean {
    const state = this.#at.childState();
    const findings = this.#on.findings;
    const before = findings.mark();
    if (!this.#on.report.scalars(a, b, state, () => this.#at.path(this.#at.depth + 1))) return true;
    if (state.ignoring.length === 0) return this.#detours().skipIgnored();
    findings.reset(before);
    for (const rule of state.ignoring) findings.hit(rule.id);
    return true;
  }

  #open(kind: number): true {
    if (this.#at.depth >= this.#on.depthMax) throw new GaveUpError('tooDeep');
    this.#at.depth += 1;
    const { total, hits } = this.#on.findings;
    const { nameCount } = this.#at.frames;
    this.#at.frames.open(this.#at.depth, kind === kindOf.object, this.#at.atA, {
      ahead: this.#at.atB - this.#at.atA,
      total,
      hits,
      nameCount,
    });
    this.#at.atA += 1;
    this.#at.atB += 1;
    this.#at.expect = kind === kindOf.object ? expect.firstMember : expect.firstElement;
    return true;
  }

  #close(): true {
    this.#at.leave(this.#at.depth, this.#at.atA + 1, this.#at.atB + 1);
    return true;
  }
}
