import type { Transaction } from '@delta-guard/db';
import { stages } from '@delta-guard/protocol';
import { z } from 'zod';
import type { EvidenceRow } from '../../contract.ts';

const rowsMax = 50;
const words = z.object({
  kind: z.enum(['promote', 'rollBack']),
  fromStage: z.enum(stages),
  toStage: z.enum(stages),
});

/** The newest moves of a route with what they stood on, and all that were made against the gate. */
export async function loadEvidenceRows(tx: Transaction, routeId: string): Promise<EvidenceRow[]> {
  const select = {
    id: true,
    ordinal: true,
    at: true,
    actor: true,
    kind: true,
    fromStage: true,
    toStage: true,
    overridden: true,
    reason: true,
  } as const;
  const orderBy = { ordinal: 'desc' } as const;
  const newest = await tx.evidence.findMany({ where: { routeId }, orderBy, take: rowsMax, select });
  const oldest = newest.at(-1)?.ordinal;
  const older =
    oldest === undefined
      ? []
      : await tx.evidence.findMany({
          where: { routeId, overridden: true, ordinal: { lt: oldest } },
          orderBy,
          select,
        });
  return [...newest, ...older].map((row) => ({
    ...words.parse(row),
    id: row.id,
    atMs: row.at.getTime(),
    actor: row.actor,
    overridden: row.overridden,
    reason: row.reason,
  }));
}
