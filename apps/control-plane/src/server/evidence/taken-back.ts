import type { Transaction } from '@delta-guard/db';

/** Long enough for a rollback of the night to be told in the morning. */
const withinMs = 24 * 3_600_000;

/** Routes whose newest move of the last day was made by their guard, with when and why. */
export async function loadTakenBack(
  tx: Transaction,
  routeIds: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, { atMs: number; reason: string }>> {
  const newest = await tx.evidence.findMany({
    where: { routeId: { in: [...routeIds] }, at: { gt: new Date(nowMs - withinMs) } },
    orderBy: [{ routeId: 'asc' }, { ordinal: 'desc' }],
    distinct: ['routeId'],
    select: { routeId: true, kind: true, actor: true, at: true, reason: true },
  });
  return new Map(
    newest
      .filter(({ kind, actor }) => kind === 'rollBack' && /^guard(@|$)/.test(actor))
      .map(({ routeId, at, reason }) => [routeId, { atMs: at.getTime(), reason }]),
  );
}
