import type { Transaction } from '@delta-guard/db';
import type { SignatureRow } from '../../contract.ts';
import { toSignature } from '../store/signature-words.ts';

const rowsMax = 200;

/** Signatures of a route: those of the given epoch by their count, then those of older epochs, newest first. */
export async function loadSignatures(
  tx: Transaction,
  routeId: string,
  epochId: string | null,
): Promise<SignatureRow[]> {
  const rows = await tx.$queryRaw<SignatureColumns[]>`
    select signature.id, place, path, kind, why, first_seen as "firstSeen", last_seen as "lastSeen",
      coalesce(present.count, 0) as count,
      (select coalesce(sum(count), 0)::bigint from signature_count where signature_id = signature.id) as "countEver",
      (select count(*) from delta_signature where signature_id = signature.id) as deltas,
      (select delta_id from delta_signature where signature_id = signature.id
        order by at desc, delta_id desc limit 1) as "newestDeltaId"
    from signature
    left join signature_count present on present.signature_id = signature.id and present.epoch_id = ${epochId}::uuid
    where route_id = ${routeId}::uuid
    order by coalesce(present.count, 0) desc, last_seen desc, signature.id
    limit ${rowsMax}`;
  return rows.map((row) => ({
    id: row.id,
    signature: toSignature(row),
    count: Number(row.count),
    countEver: Number(row.countEver),
    firstSeenMs: row.firstSeen.getTime(),
    lastSeenMs: row.lastSeen.getTime(),
    deltas: Number(row.deltas),
    newestDeltaId: row.newestDeltaId,
  }));
}

interface SignatureColumns {
  id: string;
  place: string;
  path: string;
  kind: string;
  why: string | null;
  firstSeen: Date;
  lastSeen: Date;
  count: bigint;
  countEver: bigint;
  deltas: bigint;
  newestDeltaId: string | null;
}
