import type { Transaction } from '@delta-guard/db';
import { toMoment } from '../store/moment.ts';
import type { SignatureSighting } from './signature-plan.ts';

/** Those that somebody said were resolved and that differed after that: their state, and its audit row. */
export async function regressSignatures(
  tx: Transaction,
  sightings: readonly SignatureSighting[],
): Promise<void> {
  const seen = sightings.flatMap(({ routeId, digest, differedMs }) =>
    differedMs === null ? [] : [{ route_id: routeId, digest, at: toMoment(differedMs) }],
  );
  if (seen.length === 0) return;
  await tx.$executeRaw`
    with back as (
      update signature set state = 'regressed'
      from json_to_recordset(${JSON.stringify(seen)}::json) as seen(route_id uuid, digest text, at timestamptz)
      where signature.route_id = seen.route_id and signature.digest = decode(seen.digest, 'hex')
        and state = 'resolved' and seen.at > resolved_at
      returning signature.route_id, place, path, seen.at
    )
    insert into audit (gateway_id, at, actor, verb, route_id, detail)
    select gateway_id, back.at, 'ingest', 'signature.regress', route_id,
      back.place || ' ' || back.path || ': regressed, was resolved'
    from back join route on route.id = route_id`;
}
