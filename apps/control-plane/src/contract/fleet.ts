import type { Health } from '@delta-guard/protocol';

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

export interface GapRow {
  atMs: number;
  instance: string;
  reason: string;
  lostEvents: number | null;
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
  /** As the gate takes it: what it told of itself, and how long it was silent since. As last told where it is not connected. */
  lagMs: number | null;
  /** Routes that it keeps in shadow after a rollback of its own. */
  heldBack: { routeId: string; route: string }[];
}

export interface InstancesScreen {
  nowMs: number;
  revision: number;
  instances: InstanceRow[];
  gaps: GapRow[];
}
