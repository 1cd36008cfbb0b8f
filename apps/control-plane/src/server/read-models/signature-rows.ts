import type { Transaction } from '@delta-guard/db';
import { judgeNoise, type NoiseJudgement } from '@delta-guard/gate';
import { z } from 'zod';
import { type SignatureRow, signatureStates } from '../../contract.ts';
import { toSignature } from '../store/signature-words.ts';

const rowsMax = 200;

/** Signatures of a route: those of the given epoch by their count, then those of older epochs, newest first. */
export async function loadSignatures(
  tx: Transaction,
  routeId: string,
  epoch: SignatureEpoch | null,
): Promise<SignatureRow[]> {
  const rows = await tx.$queryRaw<SignatureColumns[]>`
    select signature.id, place, path, kind, why, first_seen as "firstSeen", last_seen as "lastSeen", state,
      coalesce(present.count, 0) as count, coalesce(present.noise, 0) as noise,
      (select coalesce(sum(count), 0)::bigint from signature_count where signature_id = signature.id) as "countEver",
      samples.deltas,
      (select delta_id from delta_signature link where signature_id = signature.id
        and link.at >= samples.newest at time zone 'UTC' and link.at < (samples.newest + interval '1 day') at time zone 'UTC'
        order by link.at desc, delta_id desc limit 1) as "newestDeltaId"
    from signature
    cross join lateral (
      select coalesce(sum(count), 0)::bigint as deltas, max(day)::timestamp as newest from signature_sample_count
      where signature_id = signature.id and count > 0
    ) samples
    left join signature_count present on present.signature_id = signature.id and present.epoch_id = ${epoch?.id ?? null}::uuid
    where route_id = ${routeId}::uuid and (
      exists (select from signature_count where signature_id = signature.id and count > 0)
      or samples.deltas > 0
    )
    order by coalesce(present.count, 0) desc, last_seen desc, signature.id
    limit ${rowsMax}`;
  return rows.map((row) => ({
    id: row.id,
    signature: toSignature(row),
    state: z.enum(signatureStates).parse(row.state),
    count: Number(row.count),
    countEver: Number(row.countEver),
    firstSeenMs: row.firstSeen.getTime(),
    lastSeenMs: row.lastSeen.getTime(),
    noise: epoch && judgeOf(row, epoch),
    deltas: Number(row.deltas),
    newestDeltaId: row.newestDeltaId,
  }));
}

export interface SignatureEpoch {
  id: string;
  comparisons: bigint;
  controlComparisons: bigint;
}

/** Where only a share went to the control, so much of the mismatches is held against its noise. */
function judgeOf(row: SignatureColumns, epoch: SignatureEpoch): NoiseJudgement | null {
  const [asked, all] = [Number(epoch.controlComparisons), Number(epoch.comparisons)];
  if (asked === 0 || all === 0 || row.count === 0n) return null;
  return judgeNoise({
    raw: Math.round(Number(row.count) * Math.min(1, asked / all)),
    noise: Number(row.noise),
  });
}

interface SignatureColumns {
  id: string;
  place: string;
  path: string;
  kind: string;
  why: string | null;
  firstSeen: Date;
  lastSeen: Date;
  state: string;
  count: bigint;
  noise: bigint;
  countEver: bigint;
  deltas: bigint;
  newestDeltaId: string | null;
}
