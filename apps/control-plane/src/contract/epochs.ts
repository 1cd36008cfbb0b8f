import type { NotComparedReason } from '@delta-guard/protocol';

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
