import type { Policy } from './policy.ts';
import type { Stage } from './stage.ts';
import type { WindowCounts } from './window.ts';

/** Totals of one epoch, over all instances. */
export interface EpochCounts {
  /** Exchanges that ended as match or mismatch. */
  comparisons: number;
  mismatches: number;
  eligible: number;
  latencyPairs: number;
  latencyExceedances: number;
}

export interface FlowInstance {
  /** A label for people. */
  name: string;
  connected: boolean;
  /** Age of its oldest unacked batch; null where it was never heard. */
  lagMs: number | null;
  /** An operator said that it will not come back. */
  retired: boolean;
}

/** All that a gate looks at, at one moment. Times are Unix ms. */
export interface GateInput {
  policy: Policy;
  stage: Stage;
  /** Since when the route is in this stage and canary step. */
  stageSinceMs: number;
  /** Which epoch of the route this is, from 1, never counted down. */
  epochOrdinal: number;
  epochStartedAtMs: number;
  nowMs: number;
  counts: EpochCounts;
  window: WindowCounts;
  /** Present rate of comparisons, for forecasts; 0 where there is no traffic. */
  comparisonsPerSecond: number;
  /** Share of the eligible exchanges of late that got a verdict; absent where there were none, or where nobody looked. */
  recentCoverage?: number | undefined;
  coolDownUntilMs: number | null;
  /** A freeze window or the stop button is in force. */
  frozen?: boolean | undefined;
  /** When the freeze ends by itself; null or absent where it does not. */
  frozenUntilMs?: number | null | undefined;
  paused?: boolean | undefined;
  instances: readonly FlowInstance[];
  /** The template has parameters, so that targets are told apart; taken as true where absent. */
  templateHasParameters?: boolean | undefined;
  /** Of the last 24; absent where it is not measured. */
  hoursWithComparisons?: number | undefined;
  distinctTargets?: number | undefined;
  /** Share of the epoch's comparisons that the most frequent target has. */
  largestTargetShare?: number | undefined;
}
