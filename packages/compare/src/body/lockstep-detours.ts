import type { Findings } from '../findings.ts';
import type { JsonScanner } from '../json/json-scanner.ts';
import type { PaddedText } from '../json/padded-text.ts';
import type { BodyRules, RuleState } from '../rules/body-rules.ts';
import type { Work } from '../work.ts';
import { frameOf } from './frame-row.ts';
import type { JsonReport } from './json-report.ts';
import type { LockstepCursor } from './lockstep-cursor.ts';

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

/** Two texts to be gone through side by side. */
export interface LockstepSetup {
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
  /** Whether kernels may read equal runs. */
  byKernel: boolean;
}

/** What is done where two texts cannot be read on side by side; each moves the cursor past what it dealt with. */
export class LockstepDetours {
  readonly #at: LockstepCursor;
  readonly #setup: LockstepSetup;
  readonly #findings: Findings;
  readonly #endA: number;
  readonly #endB: number;
  #wasInsertionTried = false;
  /** How much of the text was read a second time. */
  #rescanned = 0;

  constructor(at: LockstepCursor, setup: LockstepSetup) {
    this.#at = at;
    this.#setup = setup;
    this.#findings = setup.report.findings;
    this.#endA = setup.lengths[0];
    this.#endB = setup.startB + setup.lengths[1];
  }

  /**
   * Where one text is the other with something put in between, the innermost array most likely has an element more:
   * its other elements need not be compared with their neighbours first. 0 where that is not so.
   */
  shiftedArray(): number {
    if (this.#wasInsertionTried) return 0;
    this.#wasInsertionTried = true;
    const longer = this.#endB - this.#setup.startB - this.#endA;
    if (longer === 0) return 0;
    const restA = this.#setup.equalUntil + Math.max(-longer, 0);
    const restB = this.#setup.startB + this.#setup.equalUntil + Math.max(longer, 0);
    const rest = this.#endA - restA;
    if (this.#setup.text.equalRun(restA, restB, rest) < rest) return 0;
    for (let frame = this.#at.depth; frame > 0; frame -= 1) {
      if (!this.#at.frames.isObject(frame)) return frame;
    }
    return 0;
  }

  /** Hands a frame on to be compared by its structure; what was found inside it so far is forgotten. */
  breakFrame(asked: number): boolean {
    const frames = this.#at.frames;
    const outer = this.#at.resolveStates(asked);
    const isSpent = this.#rescanned > this.#endA + this.#endB;
    // Frames within frames may not be read again and again: the next time it is the whole text, and that is the end.
    const frame = isSpent ? 1 : outer > 0 ? outer : asked;
    const state = this.#at.states[frame - 1] ?? this.#at.rules.root;
    const before = frames.markOf(frame, this.#findings);
    const hasHits = this.#findings.hits > before.hits;
    this.#findings.reset(before);
    const startA = frames.get(frame, frameOf.start);
    const [endA, endB] = this.#setup.structure().compare({
      startA,
      startB: startA + frames.get(frame, frameOf.ahead),
      depth: frame - 1,
      // Equal elements are compared once more where a rule made them so, for its hit to count.
      head: hasHits ? 0 : frames.equalHead(frame),
      state,
      path: () => this.#at.path(frame),
    });
    if (endA < 0 || endB < 0) return false;
    this.#rescanned += (endA - startA) * 2;
    this.#at.leave(frame, endA, endB);
    this.#at.equalUntil = 0;
    return this.#findings.total === before.total || this.skipIgnored();
  }

  /** After something was found: if all here is ignored, that was a hit, and the rest of it need not be looked at. */
  skipIgnored(): boolean {
    for (let frame = this.#at.depth; frame > 0; frame -= 1) {
      const ignoring = this.#at.states[frame - 1]?.ignoring ?? [];
      if (ignoring.length === 0) continue;
      this.#findings.reset(this.#at.frames.markOf(frame, this.#findings));
      for (const rule of ignoring) this.#findings.hit(rule.id);
      const startA = this.#at.frames.get(frame, frameOf.start);
      const endA = this.#setup.scanner.value(startA, frame - 1, undefined);
      const endB = this.#setup.scanner.value(
        startA + this.#at.frames.get(frame, frameOf.ahead),
        frame - 1,
        undefined,
      );
      if (endA < 0 || endB < 0) return false;
      this.#setup.work.spend((endA - startA) * 2);
      this.#at.leave(frame, endA, endB);
      this.#at.equalUntil = 0;
      return true;
    }
    return true;
  }
}
