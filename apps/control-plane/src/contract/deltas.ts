import type { Delta, Signature, Stage } from '@delta-guard/protocol';
import type { RouteHead } from './routes.ts';
import type { RuleRow } from './rules.ts';

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
  kept: { by: string; reason: string; atMs: number; inEvidence: boolean } | null;
  /** Rules that bind this route now, to mark what is ignored since. */
  rules: RuleRow[];
}
