import type { NotComparedReason } from '@delta-guard/protocol';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { Side } from './side.ts';

/** What a delta needs to know of the client's request. Header values and body are as they came, not yet redacted. */
export interface RequestFacts {
  method: string;
  target: string;
  headers: readonly string[];
  /** A copy of the body, null where there was none or it was not kept. */
  body: Buffer | null;
  /** Unix time in ms. */
  atMs: number;
}

/** An exchange whose sides are both over, to be compared once the client has its answer. */
export interface Finding {
  route: CompiledRoute;
  request: RequestFacts;
  legacy: Side;
  candidate: Side;
  /** Gives the copies back; called once, when the verdict is there. */
  release(): void;
}

/** Where every eligible exchange ends (P4): either compared or not compared for one reason. */
export interface Ledger {
  compare(finding: Finding): void;
  notCompared(route: CompiledRoute, reason: NotComparedReason): void;
  fallback(route: CompiledRoute): void;
}
