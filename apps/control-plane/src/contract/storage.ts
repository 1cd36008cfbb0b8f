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
  quarantined: { instance: string; seq: number; type: string; reason: string; atMs: number; bytes: number }[];
  quarantinedTotal: number;
  jobs: { name: string; atMs: number; tookMs: number; done: Record<string, number>; error: string | null }[];
}
