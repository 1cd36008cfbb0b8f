import type { ServerContext } from '../context.ts';
import { heardWithinMs } from '../fleet/load-fleet.ts';
import type { Job } from '../storage/job-runner.ts';
import { storeGaps } from './store-gaps.ts';

/** A run that found the spool of the one before it takes it up in far less. */
const takeUpWithinMs = 30_000;
/** Of one transaction. */
const spoolsMax = 100;

type Place = Pick<ServerContext, 'db' | 'gatewayId' | 'now'>;

export function missingSpoolsJob(context: Place): Job {
  return {
    name: 'spools that are missing',
    everyMs: 10_000,
    run: async () => ({ missing: await tellMissingSpools(context) }),
  };
}

/**
 * A run that ended without saying that nothing is left, whose spool the next run under its label did not take up: what it
 * had not sent was deleted with it. Told once, as a gap. Returns how many there were.
 */
export function tellMissingSpools({ db, gatewayId, now }: Place): Promise<number> {
  const nowMs = now();
  const heardAfter = new Date(nowMs - heardWithinMs);
  return db.$transaction(async (tx) => {
    const missing = await tx.$queryRaw<{ id: number; instance: string }[]>`
      select id, instance from spool
      where gateway_id = ${gatewayId}::uuid and ended_at is null and retired_at is null and sealed_at is null
        and (connected_at is null or last_seen < ${heardAfter}) and exists (
          select from spool later where later.gateway_id = spool.gateway_id and later.instance = spool.instance
            and later.id <> spool.id and later.first_connected_at >= spool.last_seen
            and later.connected_at < ${new Date(nowMs - takeUpWithinMs)} and later.last_seen >= ${heardAfter}
        )
      order by id limit ${spoolsMax} for no key update skip locked`;
    for (const { id, instance } of missing) {
      const reason =
        'a run ended without a word and the next one did not find its spool: what it had not sent is missing';
      await storeGaps(tx, { gatewayId, spoolId: id, instance }, [
        { atMs: nowMs, reason, lostEvents: null, closesCoverage: true },
      ]);
    }
    await tx.spool.updateMany({
      where: { id: { in: missing.map(({ id }) => id) } },
      data: { endedAt: new Date(nowMs) },
    });
    return missing.length;
  });
}
