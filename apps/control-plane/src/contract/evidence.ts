import type { EvidenceBundle } from '@delta-guard/gate';
import type { Stage } from '@delta-guard/protocol';

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
  /** Of mismatches of the epoch, newest first; they outlive retention. */
  samples: { id: string; atMs: number }[];
}
