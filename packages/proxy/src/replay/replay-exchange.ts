import type { NotComparedReason } from '@delta-guard/protocol';
import type { ByteBudget } from '../exchange/byte-budget.ts';
import { Capture } from '../exchange/capture.ts';
import { Side, type SideObserver } from '../exchange/side.ts';
import type { UpstreamRequest } from '../upstream/call.ts';
import type { Upstream } from '../upstream/upstream.ts';

export interface ReplayParts {
  legacy: Upstream;
  candidate: Upstream;
  budget: ByteBudget;
  captureBytesMax: number;
  timeoutMs: number;
}

/** Both sides of a replayed request, over; or why they cannot be compared. */
export type Replayed =
  | { ok: true; legacy: Side; candidate: Side }
  | { ok: false; reason: NotComparedReason; legacy: Side; candidate: Side };

/** One recorded request to both sides at once, as in shadow, with nobody waiting for the answer. */
export class ReplayExchange implements SideObserver {
  readonly #parts: ReplayParts;
  readonly #legacy: Side;
  readonly #candidate: Side;
  #onDone: (replayed: Replayed) => void = () => {};
  #done = false;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
    this.#legacy = new Side(parts.legacy, this);
    this.#candidate = new Side(parts.candidate, this);
  }

  run(request: UpstreamRequest): Promise<Replayed> {
    return new Promise((resolve) => {
      this.#onDone = resolve;
      for (const side of [this.#legacy, this.#candidate]) {
        side.capture = new Capture(this.#parts.captureBytesMax, this.#parts.budget);
        side.limitWhole(this.#parts.timeoutMs);
        side.call(request);
      }
    });
  }

  /** Gives the copies back, after the comparison. */
  release(): void {
    this.#legacy.capture?.release();
    this.#candidate.capture?.release();
  }

  onInformation(): void {}

  onHead(): void {}

  onData(side: Side, chunk: Buffer): void {
    const kept = side.capture?.add(chunk);
    if (kept === 'tooLarge') this.#drop('tooLarge');
    else if (kept === 'noBudget') this.#drop('shadowBusy');
  }

  onOver(): void {
    if (this.#done || !this.#legacy.isOver || !this.#candidate.isOver) return;
    if (this.#legacy.state === 'failed') {
      this.#drop('legacyFailed');
      return;
    }
    this.#done = true;
    this.#onDone({ ok: true, legacy: this.#legacy, candidate: this.#candidate });
  }

  #drop(reason: NotComparedReason): void {
    if (this.#done) return;
    this.#done = true;
    this.#legacy.abort();
    this.#candidate.abort();
    this.#onDone({ ok: false, reason, legacy: this.#legacy, candidate: this.#candidate });
  }
}
