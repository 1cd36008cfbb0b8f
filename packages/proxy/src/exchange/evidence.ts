import type { NotComparedReason } from '@delta-guard/protocol';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { ByteBudget } from './byte-budget.ts';
import { Capture } from './capture.ts';
import type { ControlCall } from './control-call.ts';
import type { HeldAnswer } from './held-answer.ts';
import type { Finding, Ledger, RequestFacts } from './ledger.ts';
import type { Side } from './side.ts';

interface EvidenceLimits {
  captureBytesMax: number;
}

export interface EvidenceParts {
  route: CompiledRoute;
  request: RequestFacts;
  ledger: Ledger;
  budget: ByteBudget;
  limits: EvidenceLimits;
  /** Where the route wants mismatches asked of the legacy once more. */
  askAgain: Finding['askAgain'];
  /** Guarded: who waits for the verdict, or for the news that there will be none. */
  held: HeldAnswer | null;
  /** Called once, when the verdict is decided or the comparison has been handed over. */
  onSettled(): void;
}

/** Answers of a primary that depend on validators which the other side's copy of the request does not carry. */
const conditionalStatuses = new Set([206, 304, 412]);

/** The copies of an eligible exchange, and the one place where it ends: compared, or not compared for one reason. */
export class Evidence {
  readonly #parts: EvidenceParts;
  readonly #legacy: Side;
  readonly #candidate: Side;
  readonly #primary: Side;
  /** Beside the exchange, for noise; it never makes it wait. */
  control: ControlCall | null = null;
  #settled = false;

  constructor(parts: EvidenceParts, sides: { legacy: Side; candidate: Side; primary: Side }) {
    this.#parts = parts;
    parts.request.trace?.expectVerdict();
    this.#legacy = sides.legacy;
    this.#candidate = sides.candidate;
    this.#primary = sides.primary;
    sides.legacy.capture = new Capture(parts.limits.captureBytesMax, parts.budget);
    sides.candidate.capture = new Capture(parts.limits.captureBytesMax, parts.budget);
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Compares if both sides are over, or sees that they cannot be compared. */
  settleIfOver(): void {
    if (this.#settled || !this.#legacy.isOver || !this.#candidate.isOver) return;
    if (this.#legacy.state === 'failed') {
      this.drop('legacyFailed');
      return;
    }
    if (this.#candidate.state === 'ended' && conditionalStatuses.has(this.#primary.status)) {
      this.drop('conditional');
      return;
    }
    this.#settled = true;
    const { route, request, ledger, held, askAgain } = this.#parts;
    const finding: Finding = {
      route,
      request,
      legacy: this.#legacy,
      candidate: this.#candidate,
      onVerdict: held && ((isEqual) => held.decide(isEqual)),
      askAgain,
      release: () => this.#release(),
    };
    this.control?.meet(finding);
    ledger.compare(finding);
    this.#parts.onSettled();
  }

  /** Ends without a comparison. Calls go on: whoever drops decides which of them are still wanted. */
  drop(reason: NotComparedReason): void {
    if (this.#settled) return;
    this.#settled = true;
    this.control?.abort();
    this.#release();
    const { route, request, ledger } = this.#parts;
    ledger.notCompared({ route, request, legacy: this.#legacy, candidate: this.#candidate }, reason);
    this.#parts.onSettled();
  }

  #release(): void {
    // What is held is a copy: it has to be on its way before it is let go.
    this.#parts.held?.letGo();
    this.#legacy.capture?.release();
    this.#candidate.capture?.release();
    this.#legacy.capture = null;
    this.#candidate.capture = null;
  }
}
