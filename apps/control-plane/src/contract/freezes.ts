import type { DatedFreeze, FreezeState, WeeklyFreeze } from '@delta-guard/gate';

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
