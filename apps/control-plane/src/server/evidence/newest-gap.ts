import type { Transaction } from '@delta-guard/db';

export interface CoverageGap {
  atMs: number;
  instance: string;
  reason: string;
}

/** The newest gap that may have swallowed verdicts; null where there was none. */
export async function newestCoverageGap(tx: Transaction, gatewayId: string): Promise<CoverageGap | null> {
  const gap = await tx.gap.findFirst({
    where: { gatewayId, closesCoverage: true },
    orderBy: { at: 'desc' },
    select: { at: true, instance: true, reason: true },
  });
  return gap && { atMs: gap.at.getTime(), instance: gap.instance, reason: gap.reason };
}
