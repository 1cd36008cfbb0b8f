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

/** Of one transaction. A run alone may have more. */
const eventsMax = 5_000;
const batchesMax = 64;

/** Batches of one spool that follow each other. */
interface Waiting {
  run: readonly PreparedBatch[];
  settle: (verdicts: CursorVerdict[]) => void;
  fail: (error: unknown) => void;
}

/**
 * Stores what all links bring, one transaction at a time. Batches that came while the last one ran are stored together:
 * they count to the same epochs, whose rows they would only hold from each other. No link has more than one run here.
 */
export class BatchStore {
  readonly #db: Database;
  readonly #waiting: Waiting[] = [];
  #working = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Takes batches of one spool that follow each other, all or none. Resolves once they are committed, or known not to be
   * ones to take; the verdicts are in their order.
   */
  async store(incoming: readonly BatchToStore[]): Promise<CursorVerdict[]> {
    const run = await Promise.all(incoming.map(prepareBatch));
    return new Promise((settle, fail) => {
      this.#waiting.push({ run, settle, fail });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) await this.#storeTogether(this.#takeGroup());
    this.#working = false;
  }

  /** The oldest ones, each spool once: two runs of one spool come one after the other. */
  #takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const spools = new Set<number>();
    let batches = 0;
    let events = 0;
    for (const each of this.#waiting) {
      const spool = each.run[0]?.place.spoolId ?? 0;
      if (spools.has(spool)) continue;
      spools.add(spool);
      batches += each.run.length;
      events += eventsOf(each);
      if (group.length > 0 && (batches > batchesMax || events > eventsMax)) break;
      group.push(each);
    }
    for (const each of group) this.#waiting.splice(this.#waiting.indexOf(each), 1);
    return group;
  }

  async #storeTogether(group: readonly Waiting[]): Promise<void> {
    if (group.length === 1) return this.#storeAlone(group);
    try {
      let verdicts = await storeBatches(
        this.#db,
        group.flatMap(({ run }) => run),
      );
      for (const { run, settle } of group) {
        settle(verdicts.slice(0, run.length));
        verdicts = verdicts.slice(run.length);
      }
    } catch (error) {
      if (!isTransient(error)) return this.#storeAlone(group);
      for (const { fail } of group) fail(error);
    }
  }

  /** One after the other, so that what is wrong with one is no trouble of the others. */
  async #storeAlone(group: readonly Waiting[]): Promise<void> {
    for (const { run, settle, fail } of group) {
      const [first] = run;
      const isOne = first !== undefined && run.length === 1;
      const stored = isOne
        ? storeBatch(this.#db, first).then((verdict) => [verdict])
        : storeBatches(this.#db, run);
      await stored.then(settle, fail);
    }
  }
}

function eventsOf({ run }: Waiting): number {
  return run.reduce((sum, { batch }) => sum + batch.events.length, 0);
}
