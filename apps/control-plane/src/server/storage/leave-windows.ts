import type { Transaction } from '@delta-guard/db';

interface MovedRow {
  epochId: string;
  second: bigint;
  matches: bigint;
  mismatches: bigint;
}

interface Left {
  comparisons: bigint;
  mismatches: bigint;
}

/**
 * Takes rows off the sums of the windows that they leave: those that a roll-up counts to an earlier second, and those that
 * go (`toSecond` gives null). From which second on an epoch sums up changes only under the lock of the roll-ups.
 */
export async function leaveWindows(
  tx: Transaction,
  rows: readonly MovedRow[],
  toSecond: (second: bigint) => bigint | null,
): Promise<void> {
  const epochs = await tx.epoch.findMany({
    where: { id: { in: [...new Set(rows.map(({ epochId }) => epochId))] } },
    select: { id: true, windowSecond: true },
  });
  const begins = new Map(epochs.map(({ id, windowSecond }) => [id, windowSecond]));
  const left = new Map<string, Left>();
  for (const { epochId, second, matches, mismatches } of rows) {
    const begin = begins.get(epochId);
    const to = toSecond(second);
    if (begin === undefined || second < begin || (to !== null && to >= begin)) continue;
    const before = left.get(epochId) ?? { comparisons: 0n, mismatches: 0n };
    left.set(epochId, {
      comparisons: before.comparisons + matches + mismatches,
      mismatches: before.mismatches + mismatches,
    });
  }
  if (left.size > 0) await takeOff(tx, left);
}

async function takeOff(tx: Transaction, left: ReadonlyMap<string, Left>): Promise<void> {
  // In the order of ingest, which adds to the same rows.
  await tx.$executeRaw`
    select 1 from epoch where id = any(${[...left.keys()]}::uuid[]) order by route_id, ordinal for no key update`;
  const sums = [...left].map(([id, sum]) => ({
    id,
    comparisons: String(sum.comparisons),
    mismatches: String(sum.mismatches),
  }));
  await tx.$executeRaw`
    update epoch set window_comparisons = window_comparisons - less.comparisons,
      window_mismatches = window_mismatches - less.mismatches
    from json_to_recordset(${JSON.stringify(sums)}::json) as less(id uuid, comparisons bigint, mismatches bigint)
    where epoch.id = less.id`;
}
