import type { Findings } from '../findings.ts';
import type { JsonScanner } from '../json/json-scanner.ts';
import type { PaddedText } from '../json/padded-text.ts';
import type { Tape } from '../json/tape.ts';
import type { BodyRules } from '../rules/body-rules.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { Work } from '../work.ts';
import { frameOf } from './frame-row.ts';
import type { JsonReport } from './json-report.ts';
import { JsonStructure } from './json-structure.ts';
import type { LockstepCursor } from './lockstep-cursor.ts';
import type { LockstepFrames } from './lockstep-frames.ts';

/** Two texts to be gone through side by side. */
export interface LockstepSetup {
  text: PaddedText;
  frames: LockstepFrames;
  tape: Tape;
  startB: number;
  /** Where the texts end. */
  endA: number;
  endB: number;
  scanner: JsonScanner;
  report: JsonReport;
  findings: Findings;
  rules: BodyRules;
  depthMax: number;
  work: Work;
  /** The first offset at which the texts differ. */
  equalUntil: number;
  /** What may read equal runs, null where plain code is to do so. */
  kernels: Kernels | null;
}

/** What is done where two texts cannot be read on side by side; each moves the cursor past what it dealt with. */
export class LockstepDetours {
  readonly #at: LockstepCursor;
  readonly #setup: LockstepSetup;
  readonly #findings: Findings;
  #structure: JsonStructure | null = null;
  #wasInsertionTried = false;
  /** How much of the text was read a second time. */
  #rescanned = 0;

  constructor(at: LockstepCursor, setup: LockstepSetup) {
    this.#at = at;
    this.#setup = setup;
    this.#findings = setup.findings;
  }

  /**
   * Where one text is the other with something put in between, the innermost array most likely has an element more:
   * its other elements need not be compared with their neighbours first. 0 where that is not so.
   */
  shiftedArray(): number {
    if (this.#wasInsertionTried) return 0;
    this.#wasInsertionTried = true;
    const longer = this.#setup.endB - this.#setup.startB - this.#setup.endA;
    if (longer === 0) return 0;
    const restA = this.#setup.equalUntil + Math.max(-longer, 0);
    const restB = this.#setup.startB + this.#setup.equalUntil + Math.max(longer, 0);
    const rest = this.#setup.endA - restA;
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
    const isSpent = this.#rescanned > this.#setup.endA + this.#setup.endB;
    // Frames within frames may not be read again and again: the next time it is the whole text, and that is the end.
    const frame = isSpent ? 1 : outer > 0 ? outer : asked;
    const state = this.#at.states[frame - 1] ?? this.#at.rules.root;
    const before = frames.markOf(frame, this.#findings);
    const hasHits = this.#findings.hits > before.hits;
    this.#findings.reset(before);
    const startA = frames.get(frame, frameOf.start);
    this.#structure ??= new JsonStructure(this.#setup);
    const [endA, endB] = this.#structure.compare({
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
