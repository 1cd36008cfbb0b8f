import type { Transaction } from '@delta-guard/db';
import type { Event } from '@delta-guard/protocol';
import { failureWords } from '../store/failure-words.ts';
import { isTransient } from '../store/is-transient.ts';
import { toMoment } from '../store/moment.ts';
import { printable } from '../store/text.ts';
import type { UnreadEvent } from './read-batch.ts';
import { type GapPlace, storeGaps } from './store-gaps.ts';

export interface PartsToStore {
  /** In their places; null where one cannot be read. */
  events: readonly (Event | null)[];
  unread: readonly UnreadEvent[];
  seq: number;
  nowMs: number;
  /** Stores the events from `from` to before `to`. */
  store: (from: number, to: number) => Promise<void>;
}

const reasonLengthMax = 500;

/** Whose loss tells nothing about verdicts; any other one closes coverage. */
const withoutVerdicts: ReadonlySet<string> = new Set(['delta', 'discovered', 'rolledBack']);

/**
 * Halves the events until those that cannot be stored stand alone, and writes these to quarantine, with those that cannot
 * be read. Trouble that may pass
 * is no fault of an event: it is handed on. Returns how many went to quarantine.
 */
export async function storeInParts(tx: Transaction, place: GapPlace, parts: PartsToStore): Promise<number> {
  const halve = async (from: number, to: number): Promise<number> => {
    if (from === to) return 0;
    const error = await attempt(tx, () => parts.store(from, to));
    if (error === null) return 0;
    if (to - from === 1) {
      const event = parts.events[from];
      if (!event) throw error;
      const { type } = event;
      await quarantine(tx, place, parts, {
        position: from,
        type,
        reason: failureWords(error),
        text: JSON.stringify(event),
      });
      return 1;
    }
    const middle = Math.ceil((from + to) / 2);
    return (await halve(from, middle)) + (await halve(middle, to));
  };
  for (const event of parts.unread) await quarantine(tx, place, parts, event);
  return parts.unread.length + (await halve(0, parts.events.length));
}

/** Does the work so that nothing of it stays where it fails; null where it went well. */
async function attempt(tx: Transaction, work: () => Promise<void>): Promise<Error | null> {
  await tx.$executeRaw`savepoint part`;
  try {
    await work();
  } catch (error) {
    if (isTransient(error)) throw error;
    await tx.$executeRaw`rollback to savepoint part`;
    return error instanceof Error ? error : new Error(String(error));
  }
  await tx.$executeRaw`release savepoint part`;
  return null;
}

async function quarantine(
  tx: Transaction,
  place: GapPlace,
  { seq, nowMs }: PartsToStore,
  event: UnreadEvent,
): Promise<void> {
  const type = printable(event.type);
  await tx.quarantined.create({
    data: {
      gatewayId: place.gatewayId,
      spoolId: place.spoolId,
      seq: BigInt(seq),
      position: event.position,
      at: toMoment(nowMs),
      type,
      reason: printable(event.reason).slice(0, reasonLengthMax),
      payload: new TextEncoder().encode(event.text),
    },
  });
  // A tally holds verdicts: without it no one can say how the route does.
  const closesCoverage = !withoutVerdicts.has(type);
  const what = `an event (${type}) could not be stored and is in quarantine`;
  await storeGaps(tx, place, [{ atMs: nowMs, reason: what, lostEvents: 1, closesCoverage }]);
}
