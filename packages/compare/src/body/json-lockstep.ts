import type { Findings } from '../findings.ts';
import {
  type JsonScanner,
  kindAt,
  scanLiteral,
  skipBlanks,
  skipByteOrderMark,
} from '../json/json-scanner.ts';
import type { PaddedText } from '../json/padded-text.ts';
import { scanNumber } from '../json/scan-number.ts';
import { decodeString, scanString } from '../json/scan-string.ts';
import { kindOf } from '../json/tape.ts';
import { memberSegment } from '../path/write-path.ts';
import type { BodyRules, RuleState } from '../rules/body-rules.ts';
import { GaveUpError, type Work } from '../work.ts';
import { isSameString } from './json-leaf.ts';
import type { JsonReport, JsonSpan } from './json-report.ts';
import { frameOf, frameShift, type LockstepFrames } from './lockstep-frames.ts';

/** What is expected next. */
const expect = { after: 0, value: 1, firstElement: 2, firstMember: 3, member: 4 } as const;

/** As two bytes in the order of their addresses. */
const colonAndQuote = 0x223a;
const commaAndQuote = 0x222c;

/** How the frames of two texts are compared where their structure differs. */
export interface StructureComparison {
  /**
   * Compares two containers by their structure; `head` elements at their beginning are known to be equal. Returns the
   * offsets after them; a negative one where its text is malformed.
   */
  compare(frame: {
    startA: number;
    startB: number;
    depth: number;
    head: number;
    state: RuleState;
    path: () => string;
  }): readonly [number, number];
}

interface Setup {
  text: PaddedText;
  startB: number;
  lengths: readonly [number, number];
  scanner: JsonScanner;
  report: JsonReport;
  rules: BodyRules;
  /** Asked for where it is needed first. */
  structure: () => StructureComparison;
  depthMax: number;
  work: Work;
  /** The first offset at which the texts differ. */
  equalUntil: number;
}

/**
 * Goes through two JSON texts side by side as long as their structure is the same. Runs of equal bytes are read once;
 * where they differ, value is compared with value. A container whose structure differs is handed on as a whole.
 */
export class JsonLockstep {
  readonly #text: PaddedText;
  readonly #endA: number;
  readonly #endB: number;
  readonly #scanner: JsonScanner;
  readonly #report: JsonReport;
  readonly #findings: Findings;
  readonly #rules: BodyRules;
  readonly #structure: () => StructureComparison;
  readonly #frames: LockstepFrames;
  readonly #depthMax: number;
  readonly #work: Work;
  #atA: number;
  #atB: number;
  /** Up to here, in the first text, both are known to be the same, byte by byte. */
  #equalUntil: number;
  #expect: number = expect.value;
  readonly #startB: number;
  readonly #firstDifference: number;
  #wasInsertionTried = false;
  #depth = 0;
  /** How much of the text was read a second time. */
  #rescanned = 0;
  /** States of the open frames, as far as they were asked for. */
  readonly #states: RuleState[] = [];

  constructor(setup: Setup, frames: LockstepFrames) {
    this.#text = setup.text;
    this.#endA = setup.lengths[0];
    this.#endB = setup.startB + setup.lengths[1];
    this.#scanner = setup.scanner;
    this.#report = setup.report;
    this.#findings = setup.report.findings;
    this.#rules = setup.rules;
    this.#structure = setup.structure;
    this.#depthMax = setup.depthMax;
    this.#work = setup.work;
    this.#equalUntil = setup.equalUntil;
    this.#firstDifference = setup.equalUntil;
    this.#startB = setup.startB;
    this.#frames = frames;
    const { bytes } = setup.text;
    this.#atA = skipByteOrderMark(bytes, 0);
    this.#atB = skipByteOrderMark(bytes, setup.startB);
    if (this.#atB - this.#atA !== setup.startB) this.#equalUntil = 0;
  }

  /** False where one of the texts is not JSON; what was found until then is to be forgotten. */
  run(): boolean {
    this.#expect = expect.value;
    for (;;) {
      this.#findEqualRun();
      if (this.#atA < this.#equalUntil) this.#readEqual();
      if (this.#depth === 0 && this.#expect === expect.after) return this.#isAtEnd();
      if (!this.#step()) return false;
      if (this.#depth === 0 && this.#expect === expect.after) return this.#isAtEnd();
    }
  }

  #isAtEnd(): boolean {
    const { bytes } = this.#text;
    return skipBlanks(bytes, this.#atA) === this.#endA && skipBlanks(bytes, this.#atB) === this.#endB;
  }

  #findEqualRun(): void {
    if (this.#atA < this.#equalUntil) return;
    const length = Math.min(this.#endA - this.#atA, this.#endB - this.#atB);
    if (length <= 0) return;
    this.#equalUntil = this.#atA + this.#text.equalRun(this.#atA, this.#atB, length);
  }

  /**
   * Reads the first text as far as both are the same, and stops before what reaches the end of that, is malformed, or
   * closes a container in which something was found. One long function: calls would double its time.
   */
  #readEqual(): void {
    const { bytes, words } = this.#text;
    const frames = this.#frames;
    const { names, rows } = frames;
    const until = this.#equalUntil;
    const ahead = this.#atB - this.#atA;
    const { total, hits } = this.#findings;
    const depthMax = this.#depthMax;
    let expected: number = this.#expect;
    let depth = this.#depth;
    let shallowest = depth;
    let inObject = rows[depth << frameShift] === 1;
    let isUntouched = total === rows[(depth << frameShift) + frameOf.total];
    let nameCount = frames.nameCount;
    let at = this.#atA;
    // Behind the last token that lies wholly in the run; what follows it is left to `#step`.
    let done = at;
    for (;;) {
      if (expected === expect.after) {
        if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
        if (at >= until) break;
        const byte = bytes[at] ?? 0;
        at += 1;
        if (byte === 0x2c) {
          if (inObject) expected = expect.member;
          else {
            if (!isUntouched) break;
            const index = (depth << frameShift) + frameOf.index;
            rows[index] = (rows[index] ?? 0) + 1;
            expected = expect.value;
          }
          done = at;
        } else {
          if (byte !== (inObject ? 0x7d : 0x5d) || !isUntouched) break;
          nameCount = rows[(depth << frameShift) + frameOf.firstName] ?? 0;
          depth -= 1;
          inObject = rows[depth << frameShift] === 1;
          isUntouched = total === rows[(depth << frameShift) + frameOf.total];
          if (depth < shallowest) shallowest = depth;
          done = at;
          if (depth === 0) break;
          continue;
        }
      }
      if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
      if (expected >= expect.firstMember) {
        if (bytes[at] === 0x22) {
          let start = at + 1;
          at = scanString(bytes, words, start);
          if (at < 0) break;
          // Mostly a text follows, and after it the next name, with no blank between them.
          while (words.getUint16(at, true) === colonAndQuote) {
            const next = scanString(bytes, words, at + 2);
            if (next < 0 || next >= until || nameCount + 2 > names.length) break;
            names[nameCount] = start;
            names[nameCount + 1] = at - 1;
            nameCount += 2;
            at = next;
            done = at;
            expected = expect.after;
            if (words.getUint16(at, true) !== commaAndQuote) break;
            start = at + 2;
            done = at + 1;
            expected = expect.member;
            at = scanString(bytes, words, start);
            if (at < 0) break;
          }
          if (expected === expect.after) continue;
          if (at < 0 || nameCount + 2 > names.length) break;
          const end = at - 1;
          if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
          if (at >= until || bytes[at] !== 0x3a) break;
          at += 1;
          names[nameCount] = start;
          names[nameCount + 1] = end;
          nameCount += 2;
          expected = expect.value;
          done = at;
          if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
        } else if (expected === expect.member) break;
      }
      if (at >= until) break;
      const byte = bytes[at] ?? 0;
      if (expected === expect.firstMember && byte !== 0x7d) break;
      if (byte === 0x22) {
        at = scanString(bytes, words, at + 1);
        if (at < 0 || at > until) break;
        expected = expect.after;
      } else if (byte >= 0x2d && byte <= 0x39) {
        at = scanNumber(bytes, at);
        // A number that reaches the end of the run may go on in one of the texts.
        if (at < 0 || at >= until) break;
        expected = expect.after;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth >= depthMax) break;
        depth += 1;
        inObject = byte === 0x7b;
        isUntouched = true;
        frames.open(depth, inObject, at, { ahead, total, hits, nameCount });
        expected = inObject ? expect.firstMember : expect.firstElement;
        at += 1;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (expected === expect.value || byte !== (inObject ? 0x7d : 0x5d)) break;
        at += 1;
        nameCount = rows[(depth << frameShift) + frameOf.firstName] ?? 0;
        depth -= 1;
        inObject = rows[depth << frameShift] === 1;
        isUntouched = total === rows[(depth << frameShift) + frameOf.total];
        if (depth < shallowest) shallowest = depth;
        expected = expect.after;
      } else {
        at = scanLiteral(bytes, words, at);
        if (at < 0 || at > until) break;
        expected = expect.after;
      }
      done = at;
      if (depth === 0) break;
    }
    this.#atA = done;
    this.#atB = done + ahead;
    this.#expect = expected;
    this.#depth = depth;
    if (this.#states.length > shallowest) this.#states.length = shallowest;
    frames.nameCount = nameCount;
  }

  /** Reads one token of each text. False where one is malformed. */
  #step(): boolean {
    const { bytes } = this.#text;
    this.#atA = skipBlanks(bytes, this.#atA);
    this.#atB = skipBlanks(bytes, this.#atB);
    if (this.#expect === expect.after) return this.#stepAfter(bytes[this.#atA] ?? 0, bytes[this.#atB] ?? 0);
    if (this.#expect === expect.member) return this.#stepMember();
    const close = this.#expect === expect.firstMember ? 0x7d : 0x5d;
    if (this.#expect !== expect.value) {
      const closesA = bytes[this.#atA] === close;
      const closesB = bytes[this.#atB] === close;
      if (closesA && closesB) return this.#close();
      if (closesA || closesB) return this.#breakFrame(this.#depth);
    }
    return this.#expect === expect.firstMember ? this.#stepMember() : this.#stepValue();
  }

  #stepAfter(byteA: number, byteB: number): boolean {
    const frames = this.#frames;
    const depth = this.#depth;
    const isObject = frames.isObject(depth);
    const close = isObject ? 0x7d : 0x5d;
    if (!isObject && frames.countDiffering(depth, this.#findings.total) > 1) return this.#breakFrame(depth);
    if (byteA === 0x2c && byteB === 0x2c) {
      this.#atA += 1;
      this.#atB += 1;
      if (!isObject) frames.advance(depth);
      this.#expect = isObject ? expect.member : expect.value;
      return true;
    }
    if (byteA === close && byteB === close) {
      const isTouched = isObject && frames.get(depth, frameOf.total) !== this.#findings.total;
      if (isTouched && frames.mayRepeatNames(depth, this.#text.bytes)) return this.#breakFrame(depth);
      return this.#close();
    }
    const goesOn = (byte: number) => byte === 0x2c || byte === close;
    return goesOn(byteA) && goesOn(byteB) && this.#breakFrame(depth);
  }

  #stepMember(): boolean {
    const { bytes, words } = this.#text;
    const [a, b] = [this.#atA, this.#atB];
    if (bytes[a] !== 0x22 || bytes[b] !== 0x22) return false;
    const endA = scanString(bytes, words, a + 1);
    const endB = scanString(bytes, words, b + 1);
    if (endA < 0 || endB < 0) return false;
    const isSame =
      (endA - a === endB - b && this.#text.equalRun(a, b, endA - a) === endA - a) ||
      isSameString(bytes, a + 1, endA - 1, b + 1, endB - 1);
    if (!isSame) return this.#breakFrame(this.#depth);
    const colonA = skipBlanks(bytes, endA);
    const colonB = skipBlanks(bytes, endB);
    if (bytes[colonA] !== 0x3a || bytes[colonB] !== 0x3a) return false;
    this.#frames.pushName(a + 1, endA - 1);
    this.#atA = colonA + 1;
    this.#atB = colonB + 1;
    this.#expect = expect.value;
    return true;
  }

  #stepValue(): boolean {
    const { bytes } = this.#text;
    const [a, b] = [this.#atA, this.#atB];
    const kindA = kindAt(bytes, a);
    const kindB = kindAt(bytes, b);
    if (kindA === 0 || kindB === 0) return false;
    const isContainer = kindA === kindOf.object || kindA === kindOf.array;
    if (isContainer && kindA === kindB) return this.#open(kindA);
    const endA = this.#endOf(a, kindA);
    const endB = this.#endOf(b, kindB);
    if (endA < 0 || endB < 0) return false;
    const isSame = endA - a === endB - b && this.#text.equalRun(a, b, endA - a) === endA - a;
    if (!isSame) {
      const outer = this.#resolveStates(this.#depth);
      if (outer > 0) return this.#breakFrame(outer);
      const array = this.#shiftedArray();
      if (array > 0) return this.#breakFrame(array);
    }
    this.#atA = endA;
    this.#atB = endB;
    this.#expect = expect.after;
    return isSame || this.#judge({ kind: kindA, start: a, end: endA }, { kind: kindB, start: b, end: endB });
  }

  /**
   * Where one text is the other with something put in between, the innermost array most likely has an element more:
   * its other elements need not be compared with their neighbours first. 0 where that is not so.
   */
  #shiftedArray(): number {
    if (this.#wasInsertionTried) return 0;
    this.#wasInsertionTried = true;
    const length = Math.min(this.#endA, this.#endB - this.#startB);
    if (this.#endA === this.#endB - this.#startB) return 0;
    const shared = this.#text.equalRunBackward(this.#endA, this.#endB, length);
    if (this.#firstDifference + shared < length) return 0;
    for (let frame = this.#depth; frame > 0; frame -= 1) if (!this.#frames.isObject(frame)) return frame;
    return 0;
  }

  #endOf(start: number, kind: number): number {
    if (kind > kindOf.array) return this.#scanner.scalar(start);
    return this.#scanner.value(start, this.#depth, undefined);
  }

  /** Two values that are not both objects or both arrays, and differ in their bytes. */
  #judge(a: JsonSpan, b: JsonSpan): boolean {
    const state = this.#childState();
    const findings = this.#findings;
    const before = findings.mark();
    if (!this.#report.scalars(a, b, state, () => this.#path(this.#depth + 1))) return true;
    if (state.ignoring.length === 0) return this.#skipIgnored();
    findings.reset(before);
    for (const rule of state.ignoring) findings.hit(rule.id);
    return true;
  }

  #open(kind: number): true {
    if (this.#depth >= this.#depthMax) throw new GaveUpError('tooDeep');
    this.#depth += 1;
    const { total, hits } = this.#findings;
    const { nameCount } = this.#frames;
    this.#frames.open(this.#depth, kind === kindOf.object, this.#atA, {
      ahead: this.#atB - this.#atA,
      total,
      hits,
      nameCount,
    });
    this.#atA += 1;
    this.#atB += 1;
    this.#expect = kind === kindOf.object ? expect.firstMember : expect.firstElement;
    return true;
  }

  #close(): true {
    this.#leave(this.#depth, this.#atA + 1, this.#atB + 1);
    return true;
  }

  /** Goes on behind a frame. */
  #leave(frame: number, atA: number, atB: number): void {
    this.#frames.nameCount = this.#frames.get(frame, frameOf.firstName);
    this.#depth = frame - 1;
    if (this.#states.length > this.#depth) this.#states.length = this.#depth;
    this.#atA = atA;
    this.#atB = atB;
    this.#expect = expect.after;
  }

  /** Hands a frame on to be compared by its structure; what was found inside it so far is forgotten. */
  #breakFrame(asked: number): boolean {
    const frames = this.#frames;
    const outer = this.#resolveStates(asked);
    const isSpent = this.#rescanned > this.#endA + this.#endB;
    // Frames within frames may not be read again and again: the next time it is the whole text, and that is the end.
    const frame = isSpent ? 1 : outer > 0 ? outer : asked;
    const state = this.#states[frame - 1] ?? this.#rules.root;
    const before = frames.markOf(frame, this.#findings);
    const hasHits = this.#findings.hits > before.hits;
    this.#findings.reset(before);
    const startA = frames.get(frame, frameOf.start);
    const [endA, endB] = this.#structure().compare({
      startA,
      startB: startA + frames.get(frame, frameOf.ahead),
      depth: frame - 1,
      // Equal elements are compared once more where a rule made them so, for its hit to count.
      head: hasHits ? 0 : frames.equalHead(frame),
      state,
      path: () => this.#path(frame),
    });
    if (endA < 0 || endB < 0) return false;
    this.#rescanned += (endA - startA) * 2;
    this.#leave(frame, endA, endB);
    this.#equalUntil = 0;
    return this.#findings.total === before.total || this.#skipIgnored();
  }

  /** After something was found: if all here is ignored, that was a hit, and the rest of it need not be looked at. */
  #skipIgnored(): boolean {
    for (let frame = this.#depth; frame > 0; frame -= 1) {
      const ignoring = this.#states[frame - 1]?.ignoring ?? [];
      if (ignoring.length === 0) continue;
      this.#findings.reset(this.#frames.markOf(frame, this.#findings));
      for (const rule of ignoring) this.#findings.hit(rule.id);
      const startA = this.#frames.get(frame, frameOf.start);
      const endA = this.#scanner.value(startA, frame - 1, undefined);
      const endB = this.#scanner.value(startA + this.#frames.get(frame, frameOf.ahead), frame - 1, undefined);
      if (endA < 0 || endB < 0) return false;
      this.#work.spend((endA - startA) * 2);
      this.#leave(frame, endA, endB);
      this.#equalUntil = 0;
      return true;
    }
    return true;
  }

  /** Finds the states of the open frames; the first array among them that must be compared as a whole, else 0. */
  #resolveStates(until: number): number {
    const states = this.#states;
    if (this.#rules.root.id === 0) return 0;
    while (states.length < until) {
      const frame = states.length + 1;
      const state = frame === 1 ? this.#rules.root : this.#stateBelow(frame - 1);
      states.push(state);
      if (!this.#frames.isObject(frame) && (state.positional || state.unordered.length > 0)) return frame;
    }
    return 0;
  }

  #childState(): RuleState {
    if (this.#depth === 0 || this.#rules.root.id === 0) return this.#rules.root;
    return this.#stateBelow(this.#depth);
  }

  /** The state of the child at which a frame stands. */
  #stateBelow(frame: number): RuleState {
    const state = this.#states[frame - 1] ?? this.#rules.root;
    if (!this.#frames.isObject(frame)) return state.element(0, 1, 1);
    return state.member(this.#nameIn(frame));
  }

  #nameIn(frame: number): string {
    const [start, end] = this.#frames.currentName(frame, this.#depth);
    return decodeString(this.#text.bytes, start, end);
  }

  /** The path of a frame, or of the value below the innermost one. */
  #path(frame: number): string {
    let path = '$';
    for (let outer = 1; outer < frame; outer += 1) {
      const isObject = this.#frames.isObject(outer);
      path += isObject ? memberSegment(this.#nameIn(outer)) : `[${this.#frames.get(outer, frameOf.index)}]`;
    }
    return path;
  }
}
