import type { Transaction } from '@delta-guard/db';
import type { Discovered } from '@delta-guard/protocol';
import { toMoment } from '../store/moment.ts';
import { templateDigest } from '../store/signature-digest.ts';
import { printable } from '../store/text.ts';

/** Templates kept per gateway; what comes beyond is left out of the list, which is long enough to act on. */
const discoveredMax = 1_000;
const countMax = 2 ** 40;

/** Adds to what is known of traffic without a route. What got its route meanwhile is left out. */
export async function storeDiscovered(
  tx: Transaction,
  gatewayId: string,
  events: readonly Discovered[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = JSON.stringify(merge(events));
  await tx.$executeRaw`
    insert into discovered (gateway_id, method, template, digest, count, first_seen, last_seen)
    select ${gatewayId}::uuid, method, template, decode(digest, 'hex'), count, first_seen, last_seen
    from json_to_recordset(${rows}::json) as t(method text, template text, digest text, count bigint,
      first_seen timestamptz, last_seen timestamptz)
    where not exists (
      select from route where route.gateway_id = ${gatewayId}::uuid and route.method = t.method
        and route.template = t.template and route.removed_at is null
    ) and (
      (select count(*) from discovered where gateway_id = ${gatewayId}::uuid) < ${discoveredMax}
      or exists (
        select from discovered known where known.gateway_id = ${gatewayId}::uuid and known.method = t.method
          and known.digest = decode(t.digest, 'hex')
      )
    )
    order by method, digest
    on conflict (gateway_id, method, digest) do update set
      count = discovered.count + excluded.count,
      last_seen = greatest(discovered.last_seen, excluded.last_seen)`;
}

/** A statement may touch each row once, so what comes twice in a batch is added up first. */
function merge(events: readonly Discovered[]) {
  const merged = new Map<string, ReturnType<typeof toRow>>();
  for (const event of events) {
    const row = toRow(event);
    const key = `${row.method} ${row.digest}`;
    const known = merged.get(key);
    if (!known) merged.set(key, row);
    else {
      known.count += row.count;
      if (row.first_seen < known.first_seen) known.first_seen = row.first_seen;
      if (row.last_seen > known.last_seen) known.last_seen = row.last_seen;
    }
  }
  return [...merged.values()];
}

function toRow(event: Discovered) {
  const seen = toMoment(event.at);
  return {
    method: event.method,
    template: printable(event.template),
    digest: templateDigest(event.template),
    count: Math.min(event.count, countMax),
    first_seen: seen,
    last_seen: seen,
  };
}
