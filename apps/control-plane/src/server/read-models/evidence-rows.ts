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
  const shares = await loadShares(tx, routeId);
  return [...newest, ...older].map((row) => ({
    fromShare: null,
    toShare: null,
    ...shares.get(row.id),
    ...words.parse(row),
    id: row.id,
    atMs: row.at.getTime(),
    actor: row.actor,
    overridden: row.overridden,
    reason: row.reason,
  }));
}

const sharesMax = 200;

/** Of moves into, within and out of canary: of how many clients, as their bundles tell. */
async function loadShares(tx: Transaction, routeId: string) {
  const rows = await tx.$queryRaw<{ id: string; fromShare: number | null; toShare: number | null }[]>`
    select id, (bundle::json -> 'move' ->> 'fromShare')::float8 as "fromShare",
      (bundle::json -> 'move' ->> 'toShare')::float8 as "toShare"
    from evidence where route_id = ${routeId}::uuid and 'canary' in (from_stage, to_stage)
    order by ordinal desc limit ${sharesMax}`;
  return new Map(rows.map(({ id, ...shares }) => [id, shares]));
}
