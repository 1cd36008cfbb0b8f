import { Capture } from './capture.ts';
import type { Engine } from './engine.ts';
import type { Incoming } from './incoming.ts';
import { otherRequest } from './primary-request.ts';
import { Side, type SideObserver } from './side.ts';

/** An answer that nobody relays: kept whole within the bounds, or given up. */
export class KeptAnswer implements SideObserver {
  readonly side: Side;
  readonly #onOver: (side: Side | null) => void;
  #over = false;

  /** `onOver` is called once: with the whole answer, or with null where there is none to be had. */
  constructor(side: (observer: SideObserver) => Side, onOver: (side: Side | null) => void) {
    this.side = side(this);
    this.#onOver = onOver;
  }

  abort(): void {
    if (this.#over) return;
    this.side.abort();
    this.#finish(null);
  }

  onInformation(): void {}

  onHead(): void {}

  onData(side: Side, chunk: Buffer): void {
    if (side.capture?.add(chunk) !== 'kept') this.abort();
  }

  onOver(side: Side): void {
    this.#finish(side.state === 'ended' ? side : null);
  }

  #finish(side: Side | null): void {
    if (this.#over) return;
    this.#over = true;
    if (side === null) this.side.capture?.release();
    this.#onOver(side);
  }
}

/** The request as it can be asked once more, of whom nothing hangs on: it has no body and changes nothing. */
export function isRepeatable({ method, hasBody }: Incoming): boolean {
  return !hasBody && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS');
}

/** Asks the legacy alone once more, over the primary's pool. Null where it does not answer in time; the caller releases the copy. */
export function askLegacyAgain(incoming: Incoming, engine: Engine, timeoutMs: number): Promise<Side | null> {
  return new Promise((resolve) => {
    const kept = new KeptAnswer((observer) => new Side(engine.legacy, observer), resolve);
    kept.side.capture = new Capture(engine.limits.captureBytesMax, engine.budget);
    kept.side.limitWhole(timeoutMs);
    kept.side.call(otherRequest(incoming, null, { headTimeoutMs: timeoutMs, marker: engine.marker }));
  });
}
