import type { Logger } from 'pino';
import type { ServerContext } from '../context.ts';
import { isTransient } from '../store/is-transient.ts';
import type { BatchStore } from './batch-store.ts';
import type { CursorVerdict } from './cursor.ts';
import { GatewayNeeded } from './gateway-hold.ts';
import { type BatchToStore, prepareBatch, storeWithQuarantine } from './store-batch.ts';

export interface RunParts {
  context: ServerContext;
  batches: BatchStore;
  log: Logger;
  /** Aborted once the link is closed. */
  stop: AbortSignal;
  /** Repeats what fails for want of the database, up to a bound. */
  retrying<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Stores batches of one link that follow each other: in one transaction where nothing stands against it, else one after the
 * other. Yields the verdict on each once it is committed; who stops asking leaves the rest.
 */
export async function* storeRun(
  run: readonly BatchToStore[],
  parts: RunParts,
): AsyncGenerator<{ batch: BatchToStore['batch']; verdict: CursorVerdict }> {
  const together = run.length > 1 ? await storeTogether(run, parts) : null;
  for (const [at, incoming] of run.entries()) {
    const verdict = together?.[at] ?? (await storeOne(incoming, parts));
    yield { batch: incoming.batch, verdict };
  }
}

/** All or none; null where they have to be taken one by one. */
async function storeTogether(
  run: readonly BatchToStore[],
  { batches, log, stop, retrying }: RunParts,
): Promise<CursorVerdict[] | null> {
  try {
    return await retrying(() => batches.store(run));
  } catch (error) {
    if (isTransient(error) || stop.aborted) throw error;
    if (error instanceof GatewayNeeded) return null;
    const told = { err: error, seq: run[0]?.batch.seq, batches: run.length };
    log.warn(told, 'batches cannot be stored together: they are stored one by one');
    return null;
  }
}

/** Only what fails for a reason of its own, and fails again in parts, is put in quarantine. */
async function storeOne(incoming: BatchToStore, parts: RunParts): Promise<CursorVerdict> {
  if (incoming.unread?.length) return storeParts(incoming, parts);
  const { batches, log, stop, retrying } = parts;
  try {
    const [verdict] = await retrying(() => batches.store([incoming]));
    if (verdict) return verdict;
    throw new Error('a batch got no verdict');
  } catch (error) {
    if (isTransient(error) || stop.aborted) throw error;
    const { seq } = incoming.batch;
    log.error({ err: error, seq }, 'a batch cannot be stored as a whole: it is stored event by event');
    return storeParts(incoming, parts);
  }
}

async function storeParts(
  incoming: BatchToStore,
  { context, log, retrying }: RunParts,
): Promise<CursorVerdict> {
  const prepared = await prepareBatch(incoming);
  const { quarantined, ...verdict } = await retrying(() => storeWithQuarantine(context.db, prepared));
  const { seq } = incoming.batch;
  if (quarantined > 0) log.error({ seq, quarantined }, 'events are in quarantine');
  return verdict;
}
