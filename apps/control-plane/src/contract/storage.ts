import type { RouteHead } from './routes.ts';

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
  quarantined: QuarantinedRow[];
  quarantinedTotal: number;
  jobs: { name: string; atMs: number; tookMs: number; done: Record<string, number>; error: string | null }[];
}

/** An event that could not be stored, as it came. Spool, batch and position are what it is known by. */
export interface QuarantinedRow {
  spool: string;
  seq: number;
  position: number;
  instance: string;
  type: string;
  /** Why it could not be stored. */
  reason: string;
  atMs: number;
  bytes: number;
}

/** Answer of the verb that stores again what is in quarantine. */
export interface QuarantineEmptied {
  stored: number;
  /** Still in quarantine: refused again, or not tried yet. */
  left: number;
  firstRefusal: string | null;
}
