import type { CompiledRoute } from '../routing/compiled-config.ts';
import { Capture } from './capture.ts';
import type { ControlUpstream, Engine } from './engine.ts';
import type { Incoming } from './incoming.ts';
import { isRepeatable, KeptAnswer } from './kept-answer.ts';
import type { Finding, JudgedSide } from './ledger.ts';
import { otherRequest } from './primary-request.ts';
import { Side } from './side.ts';

/** The same request to the control instance, for a share of the exchanges; null where this one is not among them, or there is no room. */
export function callControl(incoming: Incoming, route: CompiledRoute, engine: Engine): ControlCall | null {
  const { control } = engine;
  const { controlShare } = route.config;
  if (control === null || controlShare === 0 || Math.random() >= controlShare) return null;
  if (!isRepeatable(incoming) || !control.slots.take()) return null;
  return new ControlCall(incoming, engine, control);
}

/**
 * What a second instance of the legacy says to the same request: where it differs from the legacy, that is noise. It
 * has no verdict of its own and nothing waits for it.
 */
export class ControlCall {
  readonly #engine: Engine;
  readonly #control: ControlUpstream;
  readonly #kept: KeptAnswer;
  #answer: Side | null = null;
  /** The exchange that it belongs to, with a copy of the legacy's answer of its own; null until that was handed over. */
  #met: Finding | null = null;
  #over = false;

  constructor(incoming: Incoming, engine: Engine, control: ControlUpstream) {
    this.#engine = engine;
    this.#control = control;
    this.#kept = new KeptAnswer(
      (observer) => new Side(control.upstream, observer),
      (side) => this.#answered(side),
    );
    const { limits, budget, marker } = engine;
    const { side } = this.#kept;
    side.capture = new Capture(limits.captureBytesMax, budget);
    side.limitWhole(limits.shadowTimeoutMs);
    side.call(otherRequest(incoming, null, { headTimeoutMs: limits.shadowTimeoutMs, marker }));
  }

  /** The exchange is being compared: noise is counted on the same exchanges. */
  meet(finding: Finding): void {
    if (this.#over) return;
    const { status, headers, failure, timeMs, capture } = finding.legacy;
    const legacy: JudgedSide = { status, headers, failure, timeMs, capture: capture?.shared() ?? null };
    this.#met = { ...finding, legacy, onVerdict: null, askAgain: null };
    this.#compareIfBoth();
  }

  /** There will be no verdict on the exchange. */
  abort(): void {
    this.#kept.abort();
    this.#answer?.capture?.release();
    this.#end();
  }

  #answered(side: Side | null): void {
    this.#answer = side;
    if (side === null) this.#end();
    else this.#compareIfBoth();
  }

  #compareIfBoth(): void {
    const { capture = null } = this.#met?.legacy ?? {};
    const [met, candidate] = [this.#met, this.#answer];
    if (met === null || candidate === null || this.#over) return;
    const release = () => {
      candidate.capture?.release();
      this.#end();
    };
    if (capture === null) release();
    else this.#engine.ledger.compareControl({ ...met, candidate, release });
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#met?.legacy.capture?.release();
    this.#control.slots.give();
  }
}
