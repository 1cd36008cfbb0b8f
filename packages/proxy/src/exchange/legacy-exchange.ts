import type { HeaderList } from '../http/header-list.ts';
import type { Engine, Exchange } from './engine.ts';
import type { Incoming } from './incoming.ts';
import { primaryRequest } from './primary-request.ts';
import { relayData, relayHead, relayOver } from './relay.ts';
import { Side, type SideObserver } from './side.ts';

/** Stage off, and all traffic without a route: the legacy alone. */
export class LegacyExchange implements Exchange, SideObserver {
  readonly #incoming: Incoming;
  readonly #engine: Engine;
  readonly #legacy: Side;

  constructor(incoming: Incoming, engine: Engine) {
    this.#incoming = incoming;
    this.#engine = engine;
    this.#legacy = new Side(engine.legacy, this);
  }

  start(): void {
    this.#legacy.call(primaryRequest(this.#incoming, this.#engine.limits.headTimeoutMs, null));
  }

  clientClosed(): void {
    if (!this.#legacy.isOver) this.#legacy.abort();
  }

  primaryTimeMs(): number | null {
    return this.#legacy.state === 'ended' ? this.#legacy.timeMs : null;
  }

  stop(): void {
    this.#legacy.abort();
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
  }
}
