import type { Database } from '@delta-guard/db';
import { isTransient } from '../store/is-transient.ts';
import type { CursorVerdict } from './cursor.ts';
import {
  type BatchToStore,
  type PreparedBatch,
  prepareBatch,
  storeBatch,
  storeBatches,
} from './store-batch.ts';

/** Of one transaction. A batch alone may have more. */
const eventsMax = 5_000;
const batchesMax = 64;

interface Waiting {
  prepared: PreparedBatch;
  settle: (verdict: CursorVerdict) => void;
  fail: (error: unknown) => void;
}

/**
 * Stores what all links bring, one transaction at a time. Batches that came while the last one ran are stored together:
 * they count to the same epochs, whose rows they would only hold from each other. No link has more than one batch here.
 */
export class BatchStore {
  readonly #db: Database;
  readonly #waiting: Waiting[] = [];
  #working = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Resolves once it is committed, or known not to be one to take. */
  async store(incoming: BatchToStore): Promise<CursorVerdict> {
    const prepared = await prepareBatch(incoming);
    return new Promise((settle, fail) => {
      this.#waiting.push({ prepared, settle, fail });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) await this.#storeTogether(this.#takeGroup());
    this.#working = false;
  }

  /** The oldest ones, each spool once: two batches of one spool come one after the other. */
  #takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const spools = new Set<number>();
    let events = 0;
    for (const each of this.#waiting) {
      const { place, batch } = each.prepared;
      if (group.length > 0 && (group.length === batchesMax || events + batch.events.length > eventsMax))
        break;
      if (spools.has(place.spoolId)) continue;
      spools.add(place.spoolId);
      events += batch.events.length;
      group.push(each);
    }
    for (const each of group) this.#waiting.splice(this.#waiting.indexOf(each), 1);
    return group;
  }

  async #storeTogether(group: readonly Waiting[]): Promise<void> {
    if (group.length === 1) return this.#storeAlone(group);
    try {
      const verdicts = await storeBatches(
        this.#db,
        group.map(({ prepared }) => prepared),
      );
      for (const [at, { settle }] of group.entries()) settle(verdictAt(verdicts, at));
    } catch (error) {
      if (!isTransient(error)) return this.#storeAlone(group);
      for (const { fail } of group) fail(error);
    }
  }

  /** One after the other, so that what is wrong with one is no trouble of the others. */
  async #storeAlone(group: readonly Waiting[]): Promise<void> {
    for (const { prepared, settle, fail } of group) {
      await storeBatch(this.#db, prepared).then(settle, fail);
    }
  }
}

function verdictAt(verdicts: readonly CursorVerdict[], at: number): CursorVerdict {
  const verdict = verdicts[at];
  if (!verdict) throw new RangeError(`there is no verdict ${at}`);
  return verdict;
}
