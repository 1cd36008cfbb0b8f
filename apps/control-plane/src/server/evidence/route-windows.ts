import type { Transaction } from '@delta-guard/db';
import { type OldestTally, type WindowSum, windowFrom } from './window-from.ts';

/** A running epoch with what its sums from the second on that its window may begin with come to. */
export interface EpochToWindow extends WindowSum {
  routeId: string;
  epochId: string;
  /** Of the window, in comparisons. */
  size: number;
}

export type Windows = Map<string, WindowSum>;

/** Tallies read of one epoch to leave out what is too much; a job keeps that small. */
const oldestMax = 8;

/** The windows of epochs that outgrew them, by route: exactly what `epoch_window` says, in one reading for most of them. */
export async function loadWindows(tx: Transaction, epochs: readonly EpochToWindow[]): Promise<Windows> {
  const windows: Windows = new Map();
  const near = epochs.filter(({ size, comparisons }) => comparisons >= size && comparisons <= 2 * size);
  const oldest = await loadOldest(tx, near);
  for (const epoch of near) {
    const read = oldest.get(epoch.epochId);
    const window = read ? windowFrom(read.sum, epoch.size, read.oldest) : null;
    if (window !== null) windows.set(epoch.routeId, window);
  }
  const rest = epochs.filter(({ routeId }) => !windows.has(routeId));
  for (const [routeId, window] of await walkWindows(tx, rest)) windows.set(routeId, window);
  return windows;
}

interface Begin {
  sum: WindowSum;
  oldest: OldestTally[];
}

async function loadOldest(
  tx: Transaction,
  epochs: readonly EpochToWindow[],
): Promise<ReadonlyMap<string, Begin>> {
  if (epochs.length === 0) return new Map();
  const rows = await tx.$queryRaw<OldestRow[]>`
    select epoch.id as "epochId", window_comparisons as "sumComparisons", window_mismatches as "sumMismatches", oldest.*
    from epoch cross join lateral (
      select coalesce(array_agg(second), '{}') as seconds, coalesce(array_agg(matches + mismatches), '{}') as comparisons,
        coalesce(array_agg(mismatches), '{}') as mismatches
      from (
        select second, matches, mismatches from tally_history past
        where past.epoch_id = epoch.id and past.second >= epoch.window_second order by past.second limit ${oldestMax}
      ) first
    ) oldest
    where epoch.id = any(${epochs.map(({ epochId }) => epochId)}::uuid[])`;
  return new Map(rows.map((row) => [row.epochId, toBegin(row)]));
}

interface OldestRow {
  epochId: string;
  sumComparisons: bigint;
  sumMismatches: bigint;
  seconds: bigint[];
  comparisons: bigint[];
  mismatches: bigint[];
}

function toBegin({ sumComparisons, sumMismatches, seconds, comparisons, mismatches }: OldestRow): Begin {
  return {
    sum: { comparisons: Number(sumComparisons), mismatches: Number(sumMismatches) },
    oldest: seconds.map((second, at) => ({
      second: Number(second),
      comparisons: Number(comparisons[at]),
      mismatches: Number(mismatches[at]),
    })),
  };
}

async function walkWindows(tx: Transaction, epochs: readonly EpochToWindow[]): Promise<Windows> {
  if (epochs.length === 0) return new Map();
  const wanted = epochs.map(({ routeId, epochId, size }) => ({ routeId, epochId, size }));
  const rows = await tx.$queryRaw<{ routeId: string; comparisons: bigint; mismatches: bigint }[]>`
    select wanted."routeId", counts.comparisons, counts.mismatches
    from json_to_recordset(${JSON.stringify(wanted)}::json) as wanted("routeId" uuid, "epochId" uuid, size bigint)
    cross join lateral epoch_window(wanted."epochId", wanted.size) as counts`;
  return new Map(
    rows.map(({ routeId, comparisons, mismatches }) => [
      routeId,
      { comparisons: Number(comparisons), mismatches: Number(mismatches) },
    ]),
  );
}
