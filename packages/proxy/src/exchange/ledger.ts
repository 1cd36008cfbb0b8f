import type { NotComparedReason } from '@delta-guard/protocol';
import type { HeaderList } from '../http/header-list.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { ExchangeTrace } from '../tracing/tracer.ts';
import type { CallFailure } from '../upstream/call-failure.ts';
import type { Capture } from './capture.ts';
import type { Side } from './side.ts';

/** What a delta needs to know of the client's request. Header values and body are as they came, not yet redacted. */
export interface RequestFacts {
  method: string;
  target: string;
  headers: readonly string[];
  /** A copy of the body, null where there was none or it was not kept. */
  body: Buffer | null;
  /** The peer that asked. */
  hop: { address: string; trusted: boolean };
  /** Unix time in ms. */
  atMs: number;
  trace?: ExchangeTrace | null;
}

/** One side's answer, or how it failed, as far as it is judged. */
export interface JudgedSide {
  readonly status: number;
  readonly headers: HeaderList;
  readonly failure: CallFailure | null;
  /** Null where its body was not kept. */
  readonly capture: Capture | null;
  readonly timeMs: number;
}

/** An exchange whose sides are both over, to be compared once the client has its answer. */
export interface Finding {
  route: CompiledRoute;
  request: RequestFacts;
  legacy: JudgedSide;
  candidate: JudgedSide;
  /** Set where a client waits: the comparison goes first, and this is called as soon as its outcome is known. */
  onVerdict: ((isEqual: boolean) => void) | null;
  /** Asks the legacy once more, to tell a race; null where this route or request does not allow it. */
  askAgain: ((timeoutMs: number) => Promise<JudgedSide | null>) | null;
  /** Gives the copies back; called once, when the verdict is there. */
  release(): void;
}

/** An exchange as it was when it became clear that it will not be compared. */
export type Ended = Pick<Finding, 'route' | 'request'> & { legacy: Side; candidate: Side };

/** Where every eligible exchange ends (P4): either compared or not compared for one reason. */
export interface Ledger {
  compare(finding: Finding): void;
  /** The control instance is in the candidate's place: what differs is noise. */
  compareControl(finding: Finding): void;
  notCompared(ended: Ended, reason: NotComparedReason): void;
  fallback(route: CompiledRoute): void;
  /** The candidate alone was asked, and answered or failed: nothing to compare. */
  answered(route: CompiledRoute, request: RequestFacts, candidate: Side): void;
}
