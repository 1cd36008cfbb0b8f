import type { AutoAdvanceStage, Policy } from '@delta-guard/gate';
import type { BodiesKept, RequestKey, Stage } from '@delta-guard/protocol';
import type { EpochRow } from './epochs.ts';
import type { EvidenceRow } from './evidence.ts';
import type { RouteRow } from './routes.ts';
import type { RuleRow } from './rules.ts';
import type { SignatureRow, UnfinishedRow } from './signatures.ts';

export const ranges = ['15m', '1h', '6h', '24h'] as const;
export type Range = (typeof ranges)[number];

export interface SeriesPoint {
  atMs: number;
  requests: number;
  comparisons: number;
  mismatches: number;
  mismatchRate: number | null;
  overheadP50Ms: number | null;
  overheadP99Ms: number | null;
}

export interface LegalMove {
  to: Stage;
  kind: 'promote' | 'rollBack';
  /** Where it leads to canary, or a step further in it. */
  canaryShare: number | null;
  allowed: boolean;
  reason: string;
  /** Only the gate is in the way: somebody may answer for it. */
  overridable: boolean;
}

type AutoAdvance = 'policy' | 'never' | AutoAdvanceStage;

/** What an operator sets for one route. */
export interface RouteSettings {
  stickyKey: RequestKey | null;
  buildHeader: string | null;
  sampling: { share: number; by: RequestKey | null };
  controlShare: number;
  recheckPerSecondMax: number;
  /** Its gate is shut until somebody goes on. */
  paused: boolean;
  /** What samples keep of bodies, at most: a proxy never keeps more than its own setting says. */
  bodies: BodiesKept;
  /** How far it goes by itself while the gate is open; `policy` leaves that to its policy. */
  autoAdvanceTo: AutoAdvance;
  guard: { mismatch: boolean; latency: boolean; breaker: boolean };
}

export interface HistoryRow {
  id: string;
  atMs: number;
  actor: string;
  verb: string;
  detail: string;
}

/** How many of the requests of the last ten minutes carried the sticky key of their route, as it is now. */
export interface KeyCarried {
  requests: number;
  keyed: number;
}

export interface RouteScreen {
  nowMs: number;
  route: RouteRow;
  /** What the proxy added, in 99 of 100 exchanges of the last 60 s at most. */
  addedP99Ms: number | null;
  /** What every connected instance can serve; while none is connected, what the last ones could. */
  servedStages: Stage[];
  /** The figures of the route's policy. */
  policy: Policy;
  settings: RouteSettings;
  /** Null without a sticky key, or without a request since one is set. */
  keyCarried: KeyCarried | null;
  /** What the gateway has for routes without one of their own. */
  gatewayBuildHeader: string | null;
  legalMoves: LegalMove[];
  /** Clopper-Pearson at one look, for those who know it. */
  classicalUpper: number | null;
  /** The bound with everything not compared counted as a mismatch. */
  worstCaseUpper: number;
  series: SeriesPoint[];
  seriesStepMs: number;
  signatures: SignatureRow[];
  otherSignatures: number;
  /** Most frequent first. */
  unfinished: UnfinishedRow[];
  fallbacks: number;
  history: HistoryRow[];
  /** Newest first. */
  epochs: EpochRow[];
  /** Moves with what they stood on, newest first; those against the gate stay for ever. */
  moves: EvidenceRow[];
  rules: RuleRow[];
}
