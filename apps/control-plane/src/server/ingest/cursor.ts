/** How far a spool was taken over. */
export interface Cursor {
  ackedSeq: number;
  /** Hash of the batch with that number, hex; null where it is not known. */
  lastBatchHash: string | null;
  sealed: boolean;
}

export type CursorVerdict =
  | { take: 'store' }
  /** Some batches before this one never came: it is stored together with a gap. */
  | { take: 'storeAfterGap'; missingFrom: number; missingTo: number }
  | { take: 'ackAgain' }
  | { take: 'forked' }
  | { take: 'backwards' };

/** What to do with a batch: only the next one is taken, the last one again is acked again. */
export function judgeBatch(cursor: Cursor, batch: { seq: number; hash: string }): CursorVerdict {
  if (cursor.sealed) return { take: 'forked' };
  const next = cursor.ackedSeq + 1;
  if (batch.seq === next) return { take: 'store' };
  if (batch.seq > next) return { take: 'storeAfterGap', missingFrom: next, missingTo: batch.seq - 1 };
  if (batch.seq < cursor.ackedSeq) return { take: 'backwards' };
  // After a restored database the hash of what was trimmed is not known, and nobody can send it again either.
  return cursor.lastBatchHash === batch.hash ? { take: 'ackAgain' } : { take: 'forked' };
}

/** Where the spool stands for the batch that follows in the same transaction. */
export function cursorAfter(
  cursor: Cursor,
  { take }: CursorVerdict,
  batch: { seq: number; hash: string },
): Cursor {
  switch (take) {
    case 'store':
    case 'storeAfterGap':
      return { ...cursor, ackedSeq: batch.seq, lastBatchHash: batch.hash };
    case 'forked':
      return { ...cursor, sealed: true };
    case 'ackAgain':
    case 'backwards':
      return cursor;
  }
}
