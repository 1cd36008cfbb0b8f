import type { Transaction } from '@delta-guard/db';
import type { Delta } from '@delta-guard/protocol';
import { toMoment } from '../store/moment.ts';
import { packDelta } from '../store/payload.ts';
import { signatureDigest } from '../store/signature-digest.ts';
import { toStoredText } from '../store/text.ts';
import type { PlacedDelta } from './signature-plan.ts';

export type Payloads = ReadonlyMap<Delta, Uint8Array<ArrayBuffer>>;

/** Compressed ahead of the transaction, which must not wait for it. */
export async function packDeltas(deltas: readonly Delta[]): Promise<Payloads> {
  const packed = new Map<Delta, Uint8Array<ArrayBuffer>>();
  for (const delta of deltas) packed.set(delta, await packDelta(delta));
  return packed;
}

/** Keeps the samples, and which signatures each carries. An id that is there already is left as it is. */
export async function storeDeltas(
  tx: Transaction,
  batch: { deltas: readonly PlacedDelta[]; payloads: Payloads; signatureIds: ReadonlyMap<string, string> },
): Promise<void> {
  if (batch.deltas.length === 0) return;
  const rows = JSON.stringify(batch.deltas.map((placed) => toRow(placed, batch.payloads)));
  await tx.$executeRaw`
    with stored as (
      insert into delta (id, route_id, epoch_id, spool_id, at, stage, target, legacy_status, candidate_status,
        candidate_failure, differences_total, payload)
      select id, route_id, epoch_id, spool_id, at, stage, target, legacy_status, candidate_status, candidate_failure,
        differences_total, decode(payload, 'base64')
      from json_to_recordset(${rows}::json) as t(id uuid, route_id uuid, epoch_id uuid, spool_id int, at timestamptz,
        stage text, target text, legacy_status int, candidate_status int, candidate_failure text,
        differences_total bigint, payload text)
      on conflict do nothing returning epoch_id, at
    )
    insert into sample_count (epoch_id, day, count)
    select epoch_id, (at at time zone 'UTC')::date, count(*) from stored group by 1, 2 order by 1, 2
    on conflict (epoch_id, day) do update set count = sample_count.count + excluded.count`;
  await storeLinks(
    tx,
    batch.deltas.flatMap((placed) => linksOf(placed, batch.signatureIds)),
  );
}

/** Which signatures each sample carries, and how many samples carry each. */
async function storeLinks(tx: Transaction, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  await tx.$executeRaw`
    with wanted as (
      select distinct on (delta_id, signature_id, at) * from json_to_recordset(${JSON.stringify(links)}::json)
        as t(delta_id uuid, signature_id uuid, epoch_id uuid, at timestamptz)
    ), stored as (
      insert into delta_signature (delta_id, signature_id, at) select delta_id, signature_id, at from wanted
      on conflict do nothing returning delta_id, signature_id, at
    )
    insert into signature_sample_count (signature_id, epoch_id, day, count)
    select stored.signature_id, wanted.epoch_id, (stored.at at time zone 'UTC')::date, count(*)
    from stored join wanted on wanted.delta_id = stored.delta_id and wanted.signature_id = stored.signature_id
      and wanted.at = stored.at
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (signature_id, epoch_id, day) do update set count = signature_sample_count.count + excluded.count`;
}

interface Link {
  delta_id: string;
  signature_id: string;
  epoch_id: string;
  at: Date;
}

function toRow({ delta, epoch, spoolId }: PlacedDelta, payloads: Payloads) {
  const payload = payloads.get(delta);
  if (payload === undefined) throw new Error(`the delta ${delta.id} was not packed`);
  const answered = 'status' in delta.candidate ? delta.candidate : null;
  const failed = 'failure' in delta.candidate ? delta.candidate : null;
  return {
    id: delta.id,
    route_id: epoch.routeId,
    epoch_id: epoch.id,
    spool_id: spoolId,
    at: toMoment(delta.at),
    stage: delta.stage,
    target: toStoredText(delta.request.target),
    legacy_status: delta.legacy.status,
    candidate_status: answered?.status ?? null,
    candidate_failure: failed?.failure ?? null,
    differences_total: delta.differencesTotal,
    payload: Buffer.from(payload).toString('base64'),
  };
}

function linksOf({ delta, epoch }: PlacedDelta, signatureIds: ReadonlyMap<string, string>): Link[] {
  return delta.signatures.flatMap((signature) => {
    const signatureId = signatureIds.get(`${delta.routeId} ${signatureDigest(signature)}`);
    if (!signatureId) return [];
    return [{ delta_id: delta.id, signature_id: signatureId, epoch_id: epoch.id, at: toMoment(delta.at) }];
  });
}
