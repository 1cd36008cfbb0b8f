import type { Transaction } from '@delta-guard/db';
import { mergeTargets, type Targets, targetTotals } from '@delta-guard/protocol';
import { packCounts, packHashes, unpackTargets } from '../store/targets.ts';
import type { PlacedTally } from './store-tallies.ts';

/** Adds the targets of tallies to those of their epochs. Their rows are locked by this transaction already. */
export async function storeTargets(tx: Transaction, placed: readonly PlacedTally[]): Promise<void> {
  const more = new Map<string, Targets>();
  for (const { tally, epoch } of placed) {
    if (tally.targets === null) continue;
    const before = more.get(epoch.id);
    more.set(epoch.id, before ? mergeTargets(before, tally.targets) : tally.targets);
  }
  if (more.size === 0) return;
  const epochs = await tx.epoch.findMany({
    where: { id: { in: [...more.keys()] } },
    select: { id: true, targetHashes: true, targetCounts: true },
  });
  const rows = epochs.flatMap(({ id, ...stored }) => {
    const added = more.get(id);
    if (!added) return [];
    const before = unpackTargets(stored);
    const merged = mergeTargets(before ?? { smallest: [], frequent: [], missed: 0 }, added);
    const { distinct, largestCountMax } = targetTotals(merged);
    const sameHashes = before !== null && sameNumbers(before.smallest, merged.smallest);
    const hashes = sameHashes ? null : Buffer.from(packHashes(merged.smallest)).toString('base64');
    return [{ id, counts: packCounts(merged), distinct, largest: largestCountMax, hashes }];
  });
  await tx.$executeRaw`
    update epoch set target_counts = more.counts, distinct_targets = more."distinct", largest_target = more.largest,
      target_hashes = coalesce(decode(more.hashes, 'base64'), epoch.target_hashes)
    from json_to_recordset(${JSON.stringify(rows)}::json) as more(id uuid, counts text, "distinct" bigint,
      largest bigint, hashes text)
    where epoch.id = more.id`;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
