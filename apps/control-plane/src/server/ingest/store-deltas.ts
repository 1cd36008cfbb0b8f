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
  spoolId: number,
  batch: { deltas: readonly PlacedDelta[]; payloads: Payloads; signatureIds: ReadonlyMap<string, string> },
): Promise<void> {
  if (batch.deltas.length === 0) return;
  const rows = batch.deltas.flatMap(({ delta, epoch }) => {
    const payload = batch.payloads.get(delta);
    return payload
      ? [{ ...columns(delta), routeId: epoch.routeId, epochId: epoch.id, spoolId, payload }]
      : [];
  });
  await tx.delta.createMany({ data: rows, skipDuplicates: true });
  const links = batch.deltas.flatMap(({ delta }) => linksOf(delta, batch.signatureIds));
  if (links.length > 0) await tx.deltaSignature.createMany({ data: links, skipDuplicates: true });
}

function columns(delta: Delta) {
  const answered = 'status' in delta.candidate ? delta.candidate : null;
  const failed = 'failure' in delta.candidate ? delta.candidate : null;
  return {
    id: delta.id,
    at: toMoment(delta.at),
    stage: delta.stage,
    target: toStoredText(delta.request.target),
    legacyStatus: delta.legacy.status,
    candidateStatus: answered?.status ?? null,
    candidateFailure: failed?.failure ?? null,
    differencesTotal: BigInt(delta.differencesTotal),
  };
}

function linksOf(delta: Delta, signatureIds: ReadonlyMap<string, string>) {
  return delta.signatures.flatMap((signature) => {
    const signatureId = signatureIds.get(`${delta.routeId} ${signatureDigest(signature)}`);
    return signatureId ? [{ deltaId: delta.id, signatureId, at: toMoment(delta.at) }] : [];
  });
}
