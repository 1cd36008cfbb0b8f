/**
 * What the server gives the pages, one read model per screen. Pages import types from here and nothing else of the
 * server. Rates are fractions (0.0001 is 0.01 %), times are Unix ms, durations carry their unit in the name.
 */
import type { SuggestionReason } from '@delta-guard/compare';
import type {
  AutoAdvanceStage,
  DatedFreeze,
  EvidenceBundle,
  FreezeState,
  GateDecision,
  NoiseJudgement,
  Policy,
  PolicyName as PresetName,
  WeeklyFreeze,
} from '@delta-guard/gate';
import type {
  Delta,
  Difference,
  Health,
  Method,
  NotComparedReason,
  RequestKey,
  RuleAction,
  RulePlace,
  Signature,
  Stage,
} from '@delta-guard/protocol';

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

/** Why an epoch began. */
export const epochCauses = ['adopted', 'build', 'rules', 'policy', 'rollback', 'manual'] as const;
export type EpochCause = (typeof epochCauses)[number];

export interface EpochFigures {
  ordinal: number;
  startedAtMs: number;
  startedBy: EpochCause;
  /** The build of the candidate that it is of; null as long as none was named. */
  build: string | null;
  /** Null where no target was told. */
  distinctTargets: number | null;
  /** Exchanges in which a control instance was compared with the legacy. */
  controlComparisons: number;
  comparisons: number;
  mismatches: number;
  /** k / n, null where n is 0. */
  mismatchRate: number | null;
  /** Always-valid upper bound at this epoch's share of alpha. */
  mismatchRateUpper: number;
  eligible: number;
  notCompared: Partial<Record<NotComparedReason, number>>;
  latencyPairs: number;
  latencyExceedances: number;
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

export interface RouteRow extends RouteHead {
  thresholds: RouteThresholds;
  gate: GateDecision;
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
  addedP99Ms: number | null;
  /** Mean of the last 60 s, or of as long as the route has been there. */
  requestsPerSecond: number;
  /** Mismatches of each of the last 60 s, oldest first. */
  recentMismatches: number[];
  /** Of the requests of the last 60 s, those that the legacy answered because the candidate failed. */
  recentFallbacks?: { fallbacks: number; requests: number };
  /** Its newest move, where its guard made that within the last hour: it stands in shadow because of it. */
  takenBack?: { atMs: number; reason: string } | null;
  /** Instances that serve this version of the route, of those connected. */
  appliedBy: AppliedBy;
}

/** Which instances obey the newest config revision. `behind` names those that do not, with when they were last heard. */
export interface AppliedBy {
  applied: number;
  total: number;
  behind: BehindInstance[];
}

interface BehindInstance {
  instance: string;
  lastSeenMs: number;
  connected: boolean;
  /** It obeys, but keeps the route in shadow after a rollback of its own. */
  heldBack?: boolean;
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

/** A time in which nothing is promoted. */
export interface FreezeRow {
  id: string;
  window: WeeklyFreeze | DatedFreeze;
  reason: string;
  author: string;
  createdAtMs: number;
}

export interface FreezesScreen {
  nowMs: number;
  state: FreezeState;
  /** The stop of all promotions; null where it is lifted. */
  stop: { atMs: number; by: string; reason: string } | null;
  freezes: FreezeRow[];
}

export interface PolicyRow {
  name: string;
  /** The preset that it is, or that it began from. */
  preset: PresetName;
  own: boolean;
  /** What an open gate means under it. */
  proves: string;
  policy: Policy;
  /** Routes that are judged by it. */
  routes: number;
}

export interface PoliciesScreen {
  /** The response header that names the build, for routes without one of their own. */
  buildHeader: string | null;
  policies: PolicyRow[];
  /** The busiest routes with their present traffic, for what a policy would cost on them. */
  paces: { routeId: string; route: string; comparisonsPerSecond: number }[];
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
  routes: RouteRow[];
  discovered: DiscoveredRow[];
  gaps: GapRow[];
}

export interface GapRow {
  atMs: number;
  instance: string;
  reason: string;
  lostEvents: number | null;
}

export interface SeriesPoint {
  atMs: number;
  requests: number;
  comparisons: number;
  mismatches: number;
  mismatchRate: number | null;
  overheadP50Ms: number | null;
  overheadP99Ms: number | null;
}

export const signatureStates = ['new', 'known', 'resolved', 'regressed'] as const;
/** What people made of a signature; `regressed` where it was seen after it had been resolved. */
export type SignatureState = (typeof signatureStates)[number];

export interface SignatureRow {
  id: string;
  state: SignatureState;
  signature: Signature;
  /** Mismatched exchanges of the present epoch that carry it: the tallies' count, not the number of samples. */
  count: number;
  /** The same over all epochs. */
  countEver: number;
  firstSeenMs: number;
  lastSeenMs: number;
  /** Whether the legacy differs from itself as often; null where no control instance was asked. */
  noise: NoiseJudgement | null;
  /** Samples kept. */
  deltas: number;
  newestDeltaId: string | null;
}

export interface HistoryRow {
  id: string;
  atMs: number;
  actor: string;
  verb: string;
  detail: string;
}

/** One promotion or rollback, whose grounds are kept. */
export interface EvidenceRow {
  id: string;
  atMs: number;
  actor: string;
  kind: 'promote' | 'rollBack';
  fromStage: Stage;
  toStage: Stage;
  /** Of clients on the candidate, where the stage is canary. */
  fromShare: number | null;
  toShare: number | null;
  /** The gate was closed, and somebody answered for it with the reason. */
  overridden: boolean;
  reason: string;
}

export interface EvidenceScreen {
  id: string;
  routeId: string;
  bundle: EvidenceBundle;
}

/** One epoch in the history of a route. */
export interface EpochRow {
  ordinal: number;
  startedBy: EpochCause;
  build: string | null;
  comparisons: number;
  mismatches: number;
  startedAtMs: number;
  endedAtMs: number | null;
}

export const ranges = ['15m', '1h', '6h', '24h'] as const;
export type Range = (typeof ranges)[number];

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
  /** How far it goes by itself while the gate is open; `policy` leaves that to its policy. */
  autoAdvanceTo: AutoAdvance;
  guard: { mismatch: boolean; latency: boolean; breaker: boolean };
}

export interface RouteScreen {
  nowMs: number;
  route: RouteRow;
  /** What every connected instance can serve; while none is connected, what the last ones could. */
  servedStages: Stage[];
  /** The figures of the route's policy. */
  policy: Policy;
  settings: RouteSettings;
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
  fallbacks: number;
  history: HistoryRow[];
  /** Newest first. */
  epochs: EpochRow[];
  /** Moves with what they stood on, newest first; those against the gate stay for ever. */
  moves: EvidenceRow[];
  rules: RuleRow[];
}

export interface DeltaRow {
  id: string;
  atMs: number;
  target: string;
  legacyStatus: number;
  candidateStatus: number | null;
  candidateFailure: string | null;
  differencesTotal: number;
  signatures: Signature[];
  epochOrdinal: number;
  stage: Stage;
}

export interface DeltaList {
  route: RouteHead;
  rows: DeltaRow[];
  nextCursor: string | null;
  /** Mismatched exchanges of the present epoch (all of them, or those of the asked signature), by the tallies. */
  mismatches: number;
  /** Samples kept for the same question. */
  samples: number;
}

export interface DeltaScreen {
  route: RouteHead;
  delta: Delta;
  epochOrdinal: number;
  instance: string;
  olderId: string | null;
  newerId: string | null;
  /** Who keeps this sample beyond retention, and why; null where nobody does. */
  kept: { by: string; reason: string; atMs: number } | null;
  /** Rules that bind this route now, to mark what is ignored since. */
  rules: RuleRow[];
}

/** What is stored, how long it stays, and what does not fit in. */
export interface StorageScreen {
  nowMs: number;
  samples: {
    /** Days that hold samples, newest first. */
    days: { day: string; bytes: number }[];
    bytes: number;
    keep: { days: number; bytes: number; perSignature: number };
  };
  /** Rows of counts on disk, by the length of time that one stands for. */
  counts: {
    bytes: number;
    secondsFromMs: number | null;
    minutesFromMs: number | null;
    hoursFromMs: number | null;
  };
  kept: { id: string; route: RouteHead; atMs: number; keptBy: string; reason: string }[];
  keptTotal: number;
  quarantined: { instance: string; seq: number; type: string; reason: string; atMs: number; bytes: number }[];
  quarantinedTotal: number;
  jobs: { name: string; atMs: number; tookMs: number; done: Record<string, number>; error: string | null }[];
}

export interface RuleRow {
  id: string;
  routeId: string | null;
  routeLabel: string | null;
  place: RulePlace;
  action: RuleAction;
  enabled: boolean;
  author: string;
  reason: string;
  hits: number;
  createdAtMs: number;
  updatedAtMs: number;
}

export interface RulesScreen {
  rules: RuleRow[];
  routes: { id: string; label: string }[];
}

/** One difference of one stored sample, to be shown. */
export interface SampleExample {
  deltaId: string;
  difference: Difference;
}

/** What a draft rule would have done to one signature of one route. */
export interface RuleEffectOnSignature {
  routeLabel: string;
  signature: Signature;
  /** Samples that carry it without the draft, and with it. */
  samplesBefore: number;
  samplesAfter: number;
  examples: SampleExample[];
}

/** What a draft rule would have done to the newest stored samples. The kinds add up to `samples`. */
export interface RuleEffect {
  samples: number;
  /** Routes that they are of. */
  routes: number;
  /** Whether more are stored than were looked at. */
  more: boolean;
  /** Matches under the rules of now, because those are newer. */
  alreadyMatch: number;
  wouldMatch: number;
  /** Fewer differences than now, but not none. */
  partly: number;
  unchanged: number;
  /** Not to be judged again: cut, redacted where they differ, without an answer of the candidate, or too much work. */
  unknown: number;
  /** Signatures that none would carry any more, and those that only some would. */
  vanishing: RuleEffectOnSignature[];
  hiddenInPart: RuleEffectOnSignature[];
  /** Further ones that are not listed. */
  otherSignatures: number;
}

/** A rule that samples speak for, and why. It is for a person to decide. */
export interface SuggestedRule {
  place: RulePlace;
  action: RuleAction;
  reason: SuggestionReason;
  /** Samples looked at, and those in which this differs. */
  samples: number;
  samplesWithIt: number;
  differences: number;
  examples: SampleExample[];
}

export interface RuleSuggestions {
  samples: number;
  suggestions: SuggestedRule[];
}

export interface InstanceRow {
  spool: string;
  instance: string;
  connected: boolean;
  connectedAtMs: number | null;
  lastSeenMs: number;
  startedAtMs: number;
  appliedRevision: number;
  ackedSeq: number;
  sealed: boolean;
  retiredAtMs: number | null;
  health: Health | null;
  /** Routes that it keeps in shadow after a rollback of its own. */
  heldBack: { routeId: string; route: string }[];
}

export interface InstancesScreen {
  nowMs: number;
  revision: number;
  instances: InstanceRow[];
  gaps: GapRow[];
}

/** Answer of every verb that changes what proxies obey. */
export interface Changed {
  revision: number;
}

/** A hint that something changed; pages ask again for what they show. At most one per topic and second. */
export interface LiveHint {
  topics: ('tallies' | 'deltas' | 'config' | 'instances')[];
  atMs: number;
}

/** Answer of the verbs that make a route. */
export interface RouteAdded extends Changed {
  routeId: string;
}

/** Answer of the verb that makes a rule. */
export interface RuleAdded extends Changed {
  ruleId: string;
}
