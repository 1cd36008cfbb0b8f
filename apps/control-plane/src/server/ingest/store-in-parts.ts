import type { Transaction } from '@delta-guard/db';
import type { Event } from '@delta-guard/protocol';
import { isTransient } from '../store/is-transient.ts';
import { toMoment } from '../store/moment.ts';
import { printable } from '../store/text.ts';
import { type GapPlace, storeGaps } from './store-gaps.ts';

export interface PartsToStore {
  events: readonly Event[];
  seq: number;
  nowMs: number;
  /** Stores the events from `from` to before `to`. */
  store: (from: number, to: number) => Promise<void>;
}

const reasonLengthMax = 500;

/**
 * Halves the events until those that cannot be stored stand alone, and writes these to quarantine. Trouble that may pass
 * is no fault of an event: it is handed on. Returns how many went to quarantine.
 */
export async function storeInParts(tx: Transaction, place: GapPlace, parts: PartsToStore): Promise<number> {
  const halve = async (from: number, to: number): Promise<number> => {
    if (from === to) return 0;
    const error = await attempt(tx, () => parts.store(from, to));
    if (error === null) return 0;
    if (to - from === 1) {
      await quarantine(tx, place, { ...parts, position: from, error });
      return 1;
    }
    const middle = Math.ceil((from + to) / 2);
    return (await halve(from, middle)) + (await halve(middle, to));
  };
  return halve(0, parts.events.length);
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
  { events, seq, nowMs, position, error }: PartsToStore & { position: number; error: Error },
): Promise<void> {
  const event = events[position];
  if (event === undefined) throw new RangeError(`there is no event ${position}`);
  const reason = printable(error.message).slice(0, reasonLengthMax);
  await tx.quarantined.create({
    data: {
      gatewayId: place.gatewayId,
      spoolId: place.spoolId,
      seq: BigInt(seq),
      position,
      at: toMoment(nowMs),
      type: event.type,
      reason,
      payload: new TextEncoder().encode(JSON.stringify(event)),
    },
  });
  // A tally holds verdicts: without it no one can say how the route does.
  const closesCoverage = event.type === 'tally' || event.type === 'gap';
  const what = `an event (${event.type}) could not be stored and is in quarantine`;
  await storeGaps(tx, place, [{ atMs: nowMs, reason: what, lostEvents: 1, closesCoverage }]);
}
