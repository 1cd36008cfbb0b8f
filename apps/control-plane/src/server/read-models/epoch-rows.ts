import type { Transaction } from '@delta-guard/db';
import { z } from 'zod';
import { type EpochRow, epochCauses } from '../../contract.ts';

const rowsMax = 50;

/** The newest epochs of a route. */
export async function loadEpochs(tx: Transaction, routeId: string): Promise<EpochRow[]> {
  const rows = await tx.epoch.findMany({
    where: { routeId },
    orderBy: { ordinal: 'desc' },
    take: rowsMax,
    select: {
      ordinal: true,
      startedBy: true,
      build: true,
      comparisons: true,
      mismatches: true,
      startedAt: true,
      endedAt: true,
    },
  });
  return rows.map((row) => ({
    ordinal: row.ordinal,
    startedBy: z.enum(epochCauses).parse(row.startedBy),
    build: row.build,
    comparisons: Number(row.comparisons),
    mismatches: Number(row.mismatches),
    startedAtMs: row.startedAt.getTime(),
    endedAtMs: row.endedAt?.getTime() ?? null,
  }));
}
