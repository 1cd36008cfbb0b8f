import type { Transaction } from '@delta-guard/db';

/** Long enough for a rollback of the night to be told in the morning. */
const withinMs = 24 * 3_600_000;

/** Routes whose newest move of the last day was made by their guard, with when and why. */
export async function loadTakenBack(
  tx: Transaction,
  routeIds: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, { atMs: number; reason: string }>> {
  const newest = await tx.$queryRaw<Move[]>`
    select route.id as "routeId", move.* from route cross join lateral (
      select kind, actor, at, reason from evidence where route_id = route.id order by ordinal desc limit 1
    ) move
    where route.id = any(${[...routeIds]}::uuid[]) and move.at > ${new Date(nowMs - withinMs)}`;
  return new Map(
    newest
      .filter(({ kind, actor }) => kind === 'rollBack' && /^guard(@|$)/.test(actor))
      .map(({ routeId, at, reason }) => [routeId, { atMs: at.getTime(), reason }]),
  );
}

interface Move {
  routeId: string;
  kind: string;
  actor: string;
  at: Date;
  reason: string;
}
