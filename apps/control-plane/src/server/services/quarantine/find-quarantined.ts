import type { Transaction } from '@delta-guard/db';
import { z } from 'zod';
import { DomainError } from '../../errors/domain-error.ts';

/** Where an event stands in the stream of its spool: what it is known by. */
export const quarantinedPlace = z.strictObject({
  spool: z.string().regex(/^[0-9a-f]{32}$/),
  seq: z.number().int().positive(),
  position: z.number().int().nonnegative(),
});
export type QuarantinedPlace = z.infer<typeof quarantinedPlace>;

/** Throws where it is not in quarantine: another operator may have been faster. */
export async function findQuarantined(
  tx: Pick<Transaction, 'quarantined'>,
  gatewayId: string,
  { spool, seq, position }: QuarantinedPlace,
) {
  const found = await tx.quarantined.findFirst({
    where: { gatewayId, spool: { spool }, seq: BigInt(seq), position },
    include: { spool: { select: { instance: true } } },
  });
  if (!found) throw new DomainError('quarantinedNotFound', 'This event is not in quarantine any more.');
  return found;
}

export type Quarantined = Awaited<ReturnType<typeof findQuarantined>>;

/** For the audit. */
export function nameOf({ type, seq, spool }: Quarantined): string {
  return `the event (${type}) of batch ${seq} of ${spool.instance}`;
}

/** Takes it out, which only one of several who try can do. */
export async function takeOut(
  tx: Transaction,
  { spoolId, seq, position }: Pick<Quarantined, 'spoolId' | 'seq' | 'position'>,
): Promise<void> {
  const { count } = await tx.quarantined.deleteMany({ where: { spoolId, seq, position } });
  if (count === 0) throw new DomainError('quarantinedNotFound', 'This event is not in quarantine any more.');
}

const ofRoute = z.object({ routeId: z.uuid() });

/** The route that it speaks of, in whose history its end is told; null where there is none. */
export async function routeOf(tx: Transaction, { gatewayId, payload }: Quarantined): Promise<string | null> {
  const parsed = ofRoute.safeParse(JSON.parse(new TextDecoder().decode(payload)));
  if (!parsed.success) return null;
  const route = await tx.route.findFirst({
    where: { id: parsed.data.routeId, gatewayId },
    select: { id: true },
  });
  return route?.id ?? null;
}
