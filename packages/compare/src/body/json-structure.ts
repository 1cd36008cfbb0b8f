import type { Findings, Mark } from '../findings.ts';
import type { JsonScanner } from '../json/json-scanner.ts';
import type { PaddedText } from '../json/padded-text.ts';
import { kindOf, type Tape } from '../json/tape.ts';
import { memberSegment } from '../path/write-path.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { GaveUpError, type Work } from '../work.ts';
import type { JsonReport } from './json-report.ts';
import { MemberMatcher } from './match-members.ts';
import { ElementPlanner, workPerNode } from './plan-elements.ts';
import { isSameContent } from './same-content.ts';

/** Two containers that are to be compared; `head` elements at their beginning are known to be equal. */
interface BrokenFrame {
  startA: number;
  startB: number;
  depth: number;
  head: number;
  state: RuleState;
  path: () => string;
}

/** A pair of containers that is being compared. */
interface Frame {
  a: number;
  b: number;
  state: RuleState;
  isObject: boolean;
  /** Threes of a node of each side, -1 where there is none, and an index or `repeated`. */
  steps: number[];
  at: number;
  before: Mark;
  moved: boolean;
}

/** Marks a step that tells of a name that is not repeated in the same way on both sides. */
const repeated = -2;
/** Comparisons within comparisons: sets of sets. */
const probesMax = 64;
/** What it costs to look into two values for whether they are equal, beside their bytes. */
const workPerProbe = 500;

interface Setup {
  text: PaddedText;
  tape: Tape;
  scanner: JsonScanner;
  report: JsonReport;
  work: Work;
}

/** Compares containers whose structure differs: members by name, elements by key, by content or by position. */
export class JsonStructure {
  readonly #text: PaddedText;
  readonly #tape: Tape;
  readonly #scanner: JsonScanner;
  readonly #report: JsonReport;
  readonly #findings: Findings;
  readonly #work: Work;
  readonly #members: MemberMatcher;
  readonly #elements: ElementPlanner;
  readonly #frames: Frame[] = [];
  #path: () => string = () => '$';
  #probes = 0;

  constructor(setup: Setup) {
    this.#text = setup.text;
    this.#tape = setup.tape;
    this.#scanner = setup.scanner;
    this.#report = setup.report;
    this.#findings = setup.report.findings;
    this.#work = setup.work;
    this.#members = new MemberMatcher(setup.text, setup.tape);
    this.#elements = new ElementPlanner(setup, (a, b, state) => this.#isEqual(a, b, state));
  }

  /** Returns the offsets after the two containers; a negative one where its text is malformed. */
  compare(frame: BrokenFrame): readonly [number, number] {
    const tape = this.#tape;
    tape.count = 0;
    this.#path = frame.path;
    const endA = this.#scanner.index(frame.startA, frame.depth, tape);
    const rootB = tape.count;
    const endB = endA < 0 ? -1 : this.#scanner.index(frame.startB, frame.depth, tape);
    if (endB < 0) return [-1, -1];
    this.#work.spend(endA - frame.startA + endB - frame.startB + tape.count * workPerNode);
    const on = { text: this.#text, tape, work: this.#work, members: this.#members };
    if (this.#isSameByKernel(0, rootB)) return [endA, endB];
    if (!isSameContent(0, rootB, frame.state.id !== 0, on)) this.#run(0, rootB, frame.state, frame.head);
    return [endA, endB];
  }

  /** False where that cannot be told by a kernel. */
  #isSameByKernel(a: number, b: number): boolean {
    const { kernels } = this.#text;
    if (kernels === null || this.#tape.rows !== kernels.tape) return false;
    const isSame = kernels.run.sameContent(a, b, this.#tape.end(b) * 4) === 1;
    if (isSame) this.#work.spend(kernels.answers[0] ?? 0);
    return isSame;
  }

  /** Compares two nodes with all below them; whether something was found that no rule ignores. */
  #run(a: number, b: number, state: RuleState, head: number): boolean {
    const base = this.#frames.length;
    const isProbe = this.#probes > 0;
    let isFound = this.#pair(a, b, state, head);
    while (this.#frames.length > base && !(isFound && isProbe)) {
      const frame = this.#frames[this.#frames.length - 1];
      if (frame === undefined) break;
      let isStepFound: boolean;
      if (frame.at < frame.steps.length) isStepFound = this.#step(frame);
      else {
        isStepFound = this.#finish(frame);
        if (!isStepFound) this.#frames.pop();
      }
      if (!isStepFound) continue;
      if (!this.#forgive(base)) isFound = true;
    }
    this.#frames.length = base;
    return isFound;
  }

  /** Goes on with the next pair of a frame; whether something was found right there. */
  #step(frame: Frame): boolean {
    const { steps, at, state } = frame;
    const a = steps[at] ?? -1;
    const b = steps[at + 1] ?? -1;
    const index = steps[at + 2] ?? 0;
    frame.at = at + 3;
    const next = this.#stateBelow(frame, a < 0 ? b : a, index);
    if (index === repeated) return this.#repeated(a, b, next);
    if (a >= 0 && b >= 0) return this.#pair(a, b, next, 0);
    const kind = a < 0 ? 'extra' : 'missing';
    const value = this.#tape.span(a < 0 ? b : a);
    if (frame.isObject) return this.#report.absentMember(kind, value, next, this.#here);
    return state.id === 0 && this.#report.isQuiet
      ? this.#count()
      : this.#report.absentElement(kind, value, next, this.#here);
  }

  #count(): true {
    this.#findings.total += 1;
    return true;
  }

  #repeated(a: number, b: number, state: RuleState): boolean {
    for (const rule of state.ignoring) this.#findings.hit(rule.id);
    if (state.ignoring.length > 0) return false;
    return this.#report.add('duplicateKey', null, this.#here, this.#tape.span(a), this.#tape.span(b));
  }

  /** At the end of a frame: the order of an array. */
  #finish(frame: Frame): boolean {
    if (!frame.moved) return false;
    frame.moved = false;
    for (const rule of frame.state.unordered) this.#findings.hit(rule.id);
    if (frame.state.unordered.length > 0) return false;
    const path = () => this.#pathTo(this.#frames.length - 1);
    return this.#report.add('order', null, path, this.#tape.span(frame.a), this.#tape.span(frame.b));
  }

  /** Whether what was just found lies in something ignored, which then is left: a hit. */
  #forgive(base: number): boolean {
    for (let at = this.#frames.length - 1; at >= base; at -= 1) {
      const frame = this.#frames[at];
      if (frame === undefined || frame.state.ignoring.length === 0) continue;
      this.#findings.reset(frame.before);
      for (const rule of frame.state.ignoring) this.#findings.hit(rule.id);
      this.#frames.length = at;
      return true;
    }
    return false;
  }

  /** Compares two values, or opens a frame for them; whether something was found right there. */
  #pair(a: number, b: number, state: RuleState, head: number): boolean {
    const tape = this.#tape;
    if (this.#isSameText(a, b)) return false;
    const kind = tape.kind(a);
    const before = this.#findings.mark();
    if (kind === tape.kind(b) && (kind === kindOf.object || kind === kindOf.array)) {
      const isObject = kind === kindOf.object;
      const frame: Frame = { a, b, state, isObject, steps: [], at: 0, before, moved: false };
      if (isObject) this.#planMembers(frame);
      else {
        const plan = this.#elements.plan({ a, b, state, isProbe: this.#probes > 0 }, head);
        frame.steps = plan.steps;
        frame.moved = plan.moved;
      }
      this.#frames.push(frame);
      return false;
    }
    const isFound = this.#report.scalars(this.#tape.span(a), this.#tape.span(b), state, this.#here);
    if (!isFound || state.ignoring.length === 0) return isFound;
    this.#findings.reset(before);
    for (const rule of state.ignoring) this.#findings.hit(rule.id);
    return false;
  }

  #planMembers(frame: Frame): void {
    const { a, b, steps } = frame;
    const few = this.#members.few(a, b);
    if (few !== null) {
      for (let at = 0; at < few.length; at += 2) {
        const [left, right] = [few[at] ?? -1, few[at + 1] ?? -1];
        if (left < 0 || right < 0 || !this.#isSameText(left, right)) steps.push(left, right, 0);
      }
      return;
    }
    this.#work.spend((this.#tape.size(a) + this.#tape.size(b)) * workPerNode);
    for (const named of this.#members.many(a, b)) {
      const left = named.a.at(-1) ?? -1;
      const right = named.b.at(-1) ?? -1;
      steps.push(left, right, 0);
      if (
        left >= 0 &&
        right >= 0 &&
        !this.#isRepeatedAlike(named.a, named.b, frame.state.member(named.name))
      ) {
        steps.push(left, right, repeated);
      }
    }
  }

  /** Whether the values of a name that do not count are the same on both sides. */
  #isRepeatedAlike(a: readonly number[], b: readonly number[], state: RuleState): boolean {
    if (a.length !== b.length) return false;
    for (let at = 0; at < a.length - 1; at += 1) {
      if (!this.#isEqual(a[at] ?? 0, b[at] ?? 0, state)) return false;
    }
    return true;
  }

  /** Whether nothing differs under the rules; what was suppressed for that counts as a hit of its rule. */
  #isEqual(a: number, b: number, state: RuleState): boolean {
    if (this.#isSameText(a, b)) return true;
    if (this.#probes >= probesMax) throw new GaveUpError('tooDeep');
    this.#work.spend(workPerProbe);
    const before = this.#findings.mark();
    const wasQuiet = this.#report.isQuiet;
    this.#probes += 1;
    this.#report.isQuiet = true;
    const isFound = this.#run(a, b, state, 0);
    this.#report.isQuiet = wasQuiet;
    this.#probes -= 1;
    if (isFound) this.#findings.reset(before);
    return !isFound;
  }

  #isSameText(a: number, b: number): boolean {
    const tape = this.#tape;
    const length = tape.end(a) - tape.start(a);
    if (length !== tape.end(b) - tape.start(b)) return false;
    const run = this.#text.equalRun(tape.start(a), tape.start(b), length);
    this.#work.spend(run);
    return run === length;
  }

  #stateBelow(frame: Frame, node: number, index: number): RuleState {
    const { state } = frame;
    if (state.id === 0) return state;
    if (frame.isObject) return state.member(this.#members.nameOf(node));
    return state.element(index, this.#tape.size(frame.a), this.#tape.size(frame.b));
  }

  readonly #here = (): string => this.#pathTo(this.#frames.length);

  /** The path of the value at which the first so many frames stand. */
  #pathTo(frames: number): string {
    let path = this.#path();
    for (let depth = 0; depth < frames; depth += 1) {
      const frame = this.#frames[depth];
      if (frame === undefined) break;
      const [a = -1, b = -1, index = 0] = frame.steps.slice(frame.at - 3, frame.at);
      path += frame.isObject ? memberSegment(this.#members.nameOf(a < 0 ? b : a)) : `[${index}]`;
    }
    return path;
  }
}
