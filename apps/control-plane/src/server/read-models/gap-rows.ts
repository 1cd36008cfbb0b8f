import type { Transaction } from '@delta-guard/db';
import type { GapRow } from '../../contract.ts';

const rowsMax = 20;

/** The newest gaps of a gateway. */
export async function loadGaps(tx: Transaction, gatewayId: string): Promise<GapRow[]> {
  const gaps = await tx.gap.findMany({
    where: { gatewayId },
    orderBy: { at: 'desc' },
    take: rowsMax,
    select: { at: true, instance: true, reason: true, lostEvents: true },
  });
  return gaps.map(({ at, instance, reason, lostEvents }) => ({
    atMs: at.getTime(),
    instance,
    reason,
    lostEvents: lostEvents === null ? null : Number(lostEvents),
  }));
}
