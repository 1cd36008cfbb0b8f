import type { Transaction } from '@delta-guard/db';
import { limits, mergeAllTargets, type Targets, targetTotals } from '@delta-guard/protocol';
import { packCounts, packHashes, unpackCounts, unpackHashes } from '../store/targets.ts';
import type { PlacedTally } from './store-tallies.ts';

/** Adds the targets of tallies to those of their epochs. Their rows are locked by this transaction already. */
export async function storeTargets(tx: Transaction, placed: readonly PlacedTally[]): Promise<void> {
  const more = new Map<string, Targets[]>();
  for (const { tally, epoch } of placed) {
    if (tally.targets === null) continue;
    const before = more.get(epoch.id);
    if (before) before.push(tally.targets);
    else more.set(epoch.id, [tally.targets]);
  }
  if (more.size === 0) return;
  const known = await readKnown(tx, [...more.keys()]);
  const added = known.flatMap((row) => {
    const reports = (more.get(row.id) ?? []).map((each) => newAmong(each, row.below));
    return reports.length > 0 ? [{ row, reports }] : [];
  });
  const wanted = added.flatMap(({ row, reports }) =>
    reports.some(({ smallest }) => smallest.length > 0) ? [row.id] : [],
  );
  const hashes = await readHashes(tx, wanted);
  const rows = added.map(({ row, reports }) => {
    const before = { smallest: hashes.get(row.id) ?? [], ...unpackCounts(row.counts) };
    return toRow(row, before, mergeAllTargets([before, ...reports]));
  });
  await tx.$executeRaw`
    update epoch set target_counts = more.counts, largest_target = more.largest,
      distinct_targets = coalesce(more."distinct", distinct_targets),
      targets_below = coalesce(more.below, targets_below),
      target_hashes = coalesce(decode(more.hashes, 'base64'), target_hashes)
    from json_to_recordset(${JSON.stringify(rows)}::json) as more(id uuid, counts text, largest bigint,
      "distinct" bigint, below bigint, hashes text)
    where epoch.id = more.id`;
}

interface KnownTargets {
  id: string;
  counts: string | null;
  below: bigint | null;
}

function readKnown(tx: Transaction, ids: string[]): Promise<KnownTargets[]> {
  return tx.$queryRaw<KnownTargets[]>`
    select id, target_counts as counts, targets_below as below from epoch where id = any(${ids}::uuid[])`;
}

/** Hashes are 8 KB an epoch, and of most batches none belongs to the smallest: they are read where one may. */
async function readHashes(tx: Transaction, ids: string[]): Promise<Map<string, number[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.epoch.findMany({
    where: { id: { in: ids } },
    select: { id: true, targetHashes: true },
  });
  return new Map(rows.map(({ id, targetHashes }) => [id, unpackHashes(targetHashes)]));
}

function newAmong(targets: Targets, below: bigint | null): Targets {
  if (below === null) return targets;
  const limit = Number(below);
  return { ...targets, smallest: targets.smallest.filter((hash) => hash < limit) };
}

function toRow({ id, counts }: KnownTargets, before: Targets, merged: Targets) {
  const { distinct, largestCountMax } = targetTotals(merged);
  const changed = !sameNumbers(before.smallest, merged.smallest);
  const isFull = merged.smallest.length === limits.distinctTargetsMax;
  return {
    id,
    counts: packCounts(merged),
    largest: largestCountMax,
    distinct: changed || counts === null ? distinct : null,
    below: changed && isFull ? (merged.smallest.at(-1) ?? null) : null,
    hashes: changed ? Buffer.from(packHashes(merged.smallest)).toString('base64') : null,
  };
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
