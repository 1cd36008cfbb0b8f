import { createDatabase } from '@delta-guard/db';
import { controlPlaneClient } from '../testing/client.ts';
import type { Fleet } from './fleet.ts';

/** What came of the traffic. */
export interface Stored {
  /** Over all epochs of all routes. */
  stored: {
    requests: number;
    eligible: number;
    comparisons: number;
    mismatches: number;
    notCompared: number;
  };
  /** The same by the tallies themselves. */
  tallied: { requests: number; matches: number; mismatches: number };
  /** Mismatches by their signatures: those the candidate answered with, and those where it did not answer at all. */
  signed: { answered: number; failed: number };
  deltas: number;
  /** By their ids, and by the exchanges they show where each was asked once. */
  distinctDeltas: { byId: number; byTarget: number };
  gaps: { instance: string; reason: string; closesCoverage: boolean }[];
  /** As the page of the routes shows them, the newest first. */
  shownGaps: string[];
}

/** Reads the database itself, and what the pages show of it. */
export async function readStored(fleet: Pick<Fleet, 'controlUrl' | 'databaseUrl'>): Promise<Stored> {
  const db = createDatabase({ url: fleet.databaseUrl });
  try {
    const [stored] = await db.$queryRaw<Stored['stored'][]>`
      select coalesce(sum(requests), 0)::float8 as requests, coalesce(sum(eligible), 0)::float8 as eligible,
        coalesce(sum(comparisons), 0)::float8 as comparisons, coalesce(sum(mismatches), 0)::float8 as mismatches,
        coalesce(sum(eligible - comparisons), 0)::float8 as "notCompared" from epoch`;
    const [tallied] = await db.$queryRaw<Stored['tallied'][]>`
      select coalesce(sum(requests), 0)::float8 as requests, coalesce(sum(matches), 0)::float8 as matches,
        coalesce(sum(mismatches), 0)::float8 as mismatches from tally`;
    const [signed] = await db.$queryRaw<Stored['signed'][]>`
      select coalesce(sum(count) filter (where place <> 'status'), 0)::float8 as answered,
        coalesce(sum(count) filter (where place = 'status'), 0)::float8 as failed
      from signature_count join signature on signature.id = signature_id`;
    const [deltas] = await db.$queryRaw<{ all: number; byId: number; byTarget: number }[]>`
      select count(*)::float8 as all, count(distinct id)::float8 as "byId",
        count(distinct target)::float8 as "byTarget" from delta`;
    if (!stored || !tallied || !signed || !deltas) throw new Error('sums have one row');
    const { all, byId, byTarget } = deltas;
    const gaps = await db.gap.findMany({ select: { instance: true, reason: true, closesCoverage: true } });
    const screen = await controlPlaneClient(fleet.controlUrl).routes.screen.query();
    return {
      stored,
      tallied,
      signed,
      deltas: all,
      distinctDeltas: { byId, byTarget },
      gaps,
      shownGaps: screen.gaps.map(({ instance, reason }) => `${instance}: ${reason}`),
    };
  } finally {
    await db.$disconnect();
  }
}
