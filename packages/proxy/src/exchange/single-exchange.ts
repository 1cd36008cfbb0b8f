import type { HeaderList } from '../http/header-list.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Engine, Exchange } from './engine.ts';
import type { Incoming } from './incoming.ts';
import { primaryRequest } from './primary-request.ts';
import { relayData, relayHead, relayOver } from './relay.ts';
import { Side, type SideObserver } from './side.ts';

/** One side alone: stage off, traffic without a route, and what must not be fanned out again. */
export class SingleExchange implements Exchange, SideObserver {
  readonly #incoming: Incoming;
  readonly #engine: Engine;
  readonly #side: Side;
  readonly #onOver: ((side: Side) => void) | null;

  /** `onOver` hears of the answer, or of the failure, once the client has it. */
  constructor(
    incoming: Incoming,
    engine: Engine,
    { upstream, onOver = null }: { upstream: Upstream; onOver?: ((side: Side) => void) | null },
  ) {
    this.#incoming = incoming;
    this.#engine = engine;
    this.#side = new Side(upstream, this);
    this.#onOver = onOver;
  }

  start(): void {
    this.#side.call(primaryRequest(this.#incoming, this.#engine.limits.headTimeoutMs, null));
  }

  clientClosed(): void {
    if (!this.#side.isOver) this.#side.abort();
  }

  primaryTimeMs(): number | null {
    return this.#side.state === 'ended' ? this.#side.timeMs : null;
  }

  stop(): void {
    this.#side.abort();
    this.#incoming.client.destroy();
  }

  onInformation(_side: Side, status: number, headers: HeaderList): void {
    this.#incoming.client.information(status, headers);
  }

  onHead(side: Side): void {
    relayHead(this.#incoming.client, side);
  }

  onData(side: Side, chunk: Buffer): void {
    relayData(this.#incoming.client, side, chunk);
  }

  onOver(side: Side): void {
    relayOver(this.#incoming.client, side);
    this.#onOver?.(side);
  }
}
