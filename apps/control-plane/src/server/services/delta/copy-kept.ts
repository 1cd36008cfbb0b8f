import type { Change } from '../change.ts';

/** Copies samples as they are; those that are kept already stay as they were kept. Returns how many are new. */
export function copyKept(
  { tx, actor, now }: Change,
  deltaIds: readonly string[],
  reason: string,
): Promise<number> {
  return tx.$executeRaw`
    insert into kept_delta (id, route_id, epoch_ordinal, instance, at, payload, kept_at, kept_by, reason)
    select delta.id, delta.route_id, epoch.ordinal, spool.instance, delta.at, delta.payload, ${now}, ${actor}, ${reason}
    from delta join epoch on epoch.id = delta.epoch_id join spool on spool.id = delta.spool_id
    where delta.id = any(${[...deltaIds]}::uuid[])
    on conflict (id) do nothing`;
}
