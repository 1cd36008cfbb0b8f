import type { Transaction } from '@delta-guard/db';
import { limits } from '@delta-guard/protocol';
import { toMoment } from '../store/moment.ts';
import { toStoredText } from '../store/text.ts';
import { regressSignatures } from './regress-signatures.ts';
import { capSignatures, type SignatureSighting } from './signature-plan.ts';

export interface StoredSignatures {
  /** By route and digest, in the form `routeId digest`. */
  ids: Map<string, string>;
  /** Mismatches of each epoch whose signature is past the cap. */
  others: Map<string, number>;
}

/** Writes the signatures of a batch and adds to their counts. The epochs are locked by this transaction already. */
export async function storeSignatures(
  tx: Transaction,
  sightings: readonly SignatureSighting[],
): Promise<StoredSignatures> {
  if (sightings.length === 0) return { ids: new Map(), others: new Map() };
  await regressSignatures(tx, sightings);
  const present = await readPresent(tx, sightings);
  const { kept, others } = capSignatures(sightings, present, limits.signaturesPerRouteMax);
  const ids = await upsertSignatures(tx, kept);
  await addCounts(tx, kept, ids);
  return { ids, others };
}

async function readPresent(tx: Transaction, sightings: readonly SignatureSighting[]) {
  const epochIds = [...new Set(sightings.flatMap(({ counts }) => [...counts.keys()]))];
  const digests = [...new Set(sightings.map(({ digest }) => digest))];
  const [counted, perEpoch] = [
    await tx.$queryRaw<{ epochId: string; digest: string }[]>`
      select epoch_id as "epochId", encode(signature.digest, 'hex') as digest
      from signature_count join signature on signature.id = signature_id
      where epoch_id = any(${epochIds}::uuid[])
        and signature.digest in (select decode(hex, 'hex') from unnest(${digests}::text[]) as hex)`,
    await tx.$queryRaw<{ epochId: string; told: bigint }[]>`
      select epoch_id as "epochId", count(*) as told from signature_count
      where epoch_id = any(${epochIds}::uuid[]) group by epoch_id`,
  ];
  return {
    counted: new Set(counted.map(({ epochId, digest }) => `${epochId} ${digest}`)),
    perEpoch: new Map(perEpoch.map(({ epochId, told }) => [epochId, Number(told)])),
  };
}

async function upsertSignatures(
  tx: Transaction,
  kept: readonly SignatureSighting[],
): Promise<Map<string, string>> {
  if (kept.length === 0) return new Map();
  const rows = kept.map(({ routeId, digest, signature, firstMs, lastMs }) => ({
    route_id: routeId,
    digest,
    place: signature.place,
    path: toStoredText(signature.path),
    kind: signature.kind,
    why: signature.why,
    first_seen: toMoment(firstMs),
    last_seen: toMoment(lastMs),
  }));
  const stored = await tx.$queryRaw<{ id: string; routeId: string; digest: string }[]>`
    insert into signature (route_id, digest, place, path, kind, why, first_seen, last_seen)
    select route_id, decode(digest, 'hex'), place, path, kind, why, first_seen, last_seen
    from json_to_recordset(${JSON.stringify(rows)}::json) as t(route_id uuid, digest text, place text, path text,
      kind text, why text, first_seen timestamptz, last_seen timestamptz)
    on conflict (route_id, digest) do update set
      first_seen = least(signature.first_seen, excluded.first_seen),
      last_seen = greatest(signature.last_seen, excluded.last_seen)
    returning id, route_id as "routeId", encode(digest, 'hex') as digest`;
  return new Map(stored.map(({ id, routeId, digest }) => [`${routeId} ${digest}`, id]));
}

async function addCounts(
  tx: Transaction,
  kept: readonly SignatureSighting[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = kept.flatMap(({ routeId, digest, counts }) =>
    [...counts].map(([epochId, { count, noise, unfinished }]) => ({
      epoch_id: epochId,
      signature_id: ids.get(`${routeId} ${digest}`),
      count,
      noise,
      unfinished,
    })),
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    insert into signature_count (epoch_id, signature_id, count, noise, unfinished)
    select epoch_id, signature_id, count, noise, unfinished
    from json_to_recordset(${JSON.stringify(rows)}::json) as t(epoch_id uuid, signature_id uuid, count bigint,
      noise bigint, unfinished bigint)
    on conflict (epoch_id, signature_id) do update set count = signature_count.count + excluded.count,
      noise = signature_count.noise + excluded.noise,
      unfinished = signature_count.unfinished + excluded.unfinished`;
}
