import { renumbered, type StoredBatch } from './batch.ts';
import type { NumberedBatches } from './numbered-batches.ts';
import type { SpoolStore } from './spool-store.ts';

/** All that is not acked: what the store holds, then what is in memory only. */
export async function* unackedBatches(
  store: SpoolStore | null,
  numbers: NumberedBatches,
): AsyncGenerator<StoredBatch> {
  const loose = store === null ? numbers.loose : numbers.loose.filter(({ seq }) => seq >= store.nextSeq);
  if (store !== null) yield* store.batches(numbers.firstSeq);
  yield* loose;
}

/** Brings what is in memory to the disk, in new files where the old ones must not be written any more. */
export async function bringToDisk(store: SpoolStore, numbers: NumberedBatches): Promise<void> {
  const follows = (numbers.loose[0]?.seq ?? numbers.nextSeq) === store.nextSeq;
  if (store.isWritable && follows) {
    for (const batch of [...numbers.loose]) {
      await store.append(batch);
      numbers.written(batch);
    }
    return;
  }
  await store.replace(numbers.firstSeq, unackedBatches(store, numbers));
  numbers.allWritten();
}

interface NewSpool {
  numbers: NumberedBatches;
  /** Null while the disk cannot be written. */
  store: () => SpoolStore | null;
  /** What may be carried without one. */
  memoryBytesMax: number;
  onTrouble(error: unknown): void;
}

/** Takes batches up under numbers of a new spool; false where not all found room. */
export async function carryOver(carried: AsyncIterable<StoredBatch>, into: NewSpool): Promise<boolean> {
  let bytes = 0;
  for await (const batch of carried) {
    bytes += batch.frame.length;
    const store = into.store();
    if (store === null && bytes > into.memoryBytesMax) return false;
    const own = renumbered(batch, into.numbers.nextSeq);
    into.numbers.add(own);
    if (store === null) continue;
    try {
      await store.append(own);
      into.numbers.written(own);
    } catch (error) {
      into.onTrouble(error);
    }
  }
  return true;
}
