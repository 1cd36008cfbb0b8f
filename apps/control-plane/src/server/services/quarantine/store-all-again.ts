import type { QuarantineEmptied } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { storeAgain } from './store-again.ts';

/** Of one call, so that it is answered in time. */
const eventsMax = 100;

/** Stores what is in quarantine again, oldest first, each event by itself; what still fails stays. */
export async function storeAllAgain(context: ServerContext): Promise<QuarantineEmptied> {
  const { db, gatewayId } = context;
  const rows = await db.quarantined.findMany({
    where: { gatewayId },
    orderBy: [{ at: 'asc' }, { seq: 'asc' }, { position: 'asc' }],
    take: eventsMax,
    select: { seq: true, position: true, spool: { select: { spool: true } } },
  });
  let stored = 0;
  let firstRefusal: string | null = null;
  for (const { seq, position, spool } of rows) {
    try {
      await storeAgain(context, { spool: spool.spool, seq: Number(seq), position });
      stored += 1;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      firstRefusal ??= error.message;
    }
  }
  return { stored, left: await db.quarantined.count({ where: { gatewayId } }), firstRefusal };
}
