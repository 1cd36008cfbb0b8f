import type { FreezeState, GateCondition, GateDecision, Policy } from '@delta-guard/gate';
import type { Method, RequestKey, Stage } from '@delta-guard/protocol';
import type { EpochFigures } from './epochs.ts';
import type { AppliedBy, GapRow } from './fleet.ts';

export interface RouteHead {
  id: string;
  method: Method;
  template: string;
  stage: Stage;
  stageSinceMs: number;
  /** Rises with each change of stage; promote and roll back name it. */
  version: number;
  /** Name of a preset or of an own policy. */
  policy: string;
  coolDownUntilMs: number | null;
  /** Share of clients that the candidate answers, in canary; null elsewhere. */
  canaryShare: number | null;
}

interface WindowFigures {
  size: number;
  comparisons: number;
  mismatches: number;
}

/** What of a route's policy its figures are held against. */
export type RouteThresholds = Pick<
  Policy,
  'alpha' | 'mismatchRateLimit' | 'latencyExceedanceLimit' | 'overheadLimitMs'
>;

/** What a list and a page show of a route. */
export interface RouteFacts extends RouteHead {
  thresholds: RouteThresholds;
  gate: { open: boolean; conditions: Pick<GateCondition, 'id' | 'met'>[] };
  /** The stage that promote leads to, null where there is none; canary again where it has a further step. */
  nextStage: Stage | null;
  /** By what canary tells its clients apart; null where none is set, and then there is no canary. */
  stickyKey: RequestKey | null;
  /** The share that promote leads to, where it leads to canary. */
  nextCanaryShare: number | null;
  epoch: EpochFigures | null;
  window: WindowFigures;
  overheadP50Ms: number | null;
  overheadP99Ms: number | null;
  /** Mean of the last 60 s, or of as long as the route has been there. */
  requestsPerSecond: number;
  /** Mismatches of each of the last 60 s, oldest first; empty where there were none. */
  recentMismatches: number[];
  /** Of the requests of the last 60 s, those that the legacy answered because the candidate failed. */
  recentFallbacks?: { fallbacks: number; requests: number };
  /** Its newest move, where its guard made that within the last day: it stands in shadow because of it. */
  takenBack?: { atMs: number; reason: string } | null;
  /** At `complete`: instances whose breaker alarmed within the last minute. Nothing goes back there by itself. */
  alarmedOn?: string[];
  /** Instances that serve this version of the route, of those connected. */
  appliedBy: AppliedBy;
}

/** A route in the list of all. */
export interface ListedRoute extends RouteFacts {
  gate: RouteFacts['gate'] & {
    /** The condition to look at first: the unmet one that stands first in the gate's own order. */
    firstUnmet: GateCondition | null;
  };
}

/** A route on a page of its own. */
export interface RouteRow extends RouteFacts {
  gate: GateDecision;
}

export interface DiscoveredRow {
  id: string;
  method: Method;
  template: string;
  count: number;
  firstSeenMs: number;
  lastSeenMs: number;
  /** Unsafe methods can be adopted, but their stage can only be `off` as long as no write mode is set. */
  safe: boolean;
}

export interface RoutesScreen {
  gateway: string;
  /** In force now, of the stop and the windows. */
  freeze: FreezeState;
  /** All promotions are stopped until somebody lifts it. */
  stopped: boolean;
  revision: number;
  nowMs: number;
  appliedBy: AppliedBy;
  routes: ListedRoute[];
  discovered: DiscoveredRow[];
  gaps: GapRow[];
}
