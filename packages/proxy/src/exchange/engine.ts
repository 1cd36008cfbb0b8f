import type { LoopMarker } from '../http/loop-marker.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Ledger } from './ledger.ts';
import type { OpenExchanges } from './open-exchanges.ts';
import type { ShadowBreaker } from './shadow-breaker.ts';
import type { ShadowSlots } from './shadow-slots.ts';

interface ExchangeLimits {
  captureBytesMax: number;
  requestCopyBytesMax: number;
  shadowTimeoutMs: number;
  headTimeoutMs: number;
  candidateHeadTimeoutMs: number;
}

/** A second instance of the legacy, called beside it to measure noise. */
export interface ControlUpstream {
  upstream: Upstream;
  slots: ShadowSlots;
}

/** What all exchanges of one proxy share. */
export interface Engine {
  legacy: Upstream;
  /** The candidate as primary. */
  candidate: Upstream;
  /** The candidate as shadow: a pool of its own, so that it can never take a primary's connection. */
  shadow: Upstream;
  /** Null where none is configured. */
  control: ControlUpstream | null;
  slots: ShadowSlots;
  breaker: ShadowBreaker;
  marker: LoopMarker;
  budget: ByteBudget;
  ledger: Ledger;
  /** Clients that wait for their answer. */
  unanswered: OpenExchanges;
  /** Eligible exchanges without a verdict; their client may long have its answer. */
  unsettled: OpenExchanges;
  limits: ExchangeLimits;
}

/** An exchange on its way. */
export interface Exchange {
  start(): void;
  /** The client's side is over; `whole` says whether it took the whole answer. */
  clientClosed(whole: boolean): void;
  /** What the upstream that answered took, in ms; null where none answered whole. */
  primaryTimeMs(): number | null;
  /** The proxy stops and cannot wait any longer. */
  stop(): void;
}
