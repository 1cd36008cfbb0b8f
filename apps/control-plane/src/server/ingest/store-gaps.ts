import type { Transaction } from '@delta-guard/db';
import { toMoment } from '../store/moment.ts';
import { printable } from '../store/text.ts';

export interface GapToStore {
  atMs: number;
  reason: string;
  lostEvents: number | null;
  /** What was lost may have been a verdict. */
  closesCoverage: boolean;
}

export interface GapPlace {
  gatewayId: string;
  spoolId: number;
  instance: string;
}

const foldForMs = 60 * 60_000;

/** Writes gaps down. The same reason of the same spool within an hour is one row, whose losses add up. */
export async function storeGaps(
  tx: Transaction,
  place: GapPlace,
  gaps: readonly GapToStore[],
): Promise<void> {
  for (const gap of gaps) {
    const at = toMoment(gap.atMs);
    const reason = printable(gap.reason);
    const lostEvents = gap.lostEvents === null ? null : BigInt(gap.lostEvents);
    const folded = await tx.$executeRaw`
      update gap set lost_events = lost_events + ${lostEvents}::bigint, at = greatest(at, ${at})
      where id = (
        select id from gap
        where spool_id = ${place.spoolId}::int and reason = ${reason} and closes_coverage = ${gap.closesCoverage}
          and at between ${new Date(at.getTime() - foldForMs)} and ${new Date(at.getTime() + foldForMs)}
          and lost_events < 1::bigint << 53
        order by at desc limit 1
      )`;
    if (folded > 0) continue;
    const { gatewayId, spoolId } = place;
    const instance = printable(place.instance);
    await tx.gap.create({
      data: { gatewayId, spoolId, instance, at, reason, lostEvents, closesCoverage: gap.closesCoverage },
    });
  }
}
