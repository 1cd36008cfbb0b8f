import type { Transaction } from '@delta-guard/db';
import type { UnfinishedRow } from '../../contract.ts';
import { toSignature } from '../store/signature-words.ts';

const rowsMax = 20;

/** What had been found in comparisons of an epoch that were given up. */
export async function loadUnfinished(tx: Transaction, epochId: string): Promise<UnfinishedRow[]> {
  const rows = await tx.signatureCount.findMany({
    where: { epochId, unfinished: { gt: 0 } },
    orderBy: [{ unfinished: 'desc' }, { signatureId: 'asc' }],
    take: rowsMax,
    select: {
      unfinished: true,
      signature: { select: { place: true, path: true, kind: true, why: true } },
    },
  });
  return rows.map(({ signature, unfinished }) => ({
    signature: toSignature(signature),
    count: Number(unfinished),
  }));
}
