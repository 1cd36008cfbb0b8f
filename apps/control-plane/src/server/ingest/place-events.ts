import type { Delta, Tally } from '@delta-guard/protocol';
import type { EpochFinder, EpochRef } from './find-epochs.ts';
import type { FoldedBatch } from './fold-batch.ts';
import { implausibility } from './plausible.ts';
import type { PlacedDelta } from './signature-plan.ts';
import type { GapPlace, GapToStore } from './store-gaps.ts';
import type { PlacedTally } from './store-tallies.ts';

/** Events of one batch, or some of them, with where they came from. */
export interface Part {
  place: GapPlace;
  seq: number;
  folded: FoldedBatch;
}

export interface PlacedEvents {
  tallies: PlacedTally[];
  deltas: PlacedDelta[];
  /** What cannot be counted anywhere: said, not dropped in silence. */
  gaps: GapToStore[];
}

/** Gives each tally and delta its epoch. Those that have none must not hold up the rest of their batch. */
export function placeEvents(
  { folded, place: { spoolId }, seq }: Part,
  find: EpochFinder,
  nowMs: number,
): PlacedEvents {
  const lost = new Map<string, { lostEvents: number; closesCoverage: boolean }>();
  const lose = (reason: string, closesCoverage: boolean) => {
    const known = lost.get(reason) ?? { lostEvents: 0, closesCoverage };
    lost.set(reason, { ...known, lostEvents: known.lostEvents + 1 });
  };
  const tallies = folded.tallies.flatMap(({ position, tally }): PlacedTally[] => {
    const why = implausibility(tally);
    if (why !== null) lose(`${why} (route ${tally.routeId})`, true);
    const epoch = why === null ? epochOf(tally, find, lose) : null;
    return epoch ? [{ spoolId, seq, position, tally, epoch }] : [];
  });
  const deltas = folded.deltas.flatMap((delta): PlacedDelta[] => {
    const epoch = epochOf(delta, find, lose);
    return epoch ? [{ spoolId, delta, epoch }] : [];
  });
  const gaps = [...lost].map(([reason, loss]) => ({ atMs: nowMs, reason, ...loss }));
  return { tallies, deltas, gaps };
}

function epochOf(
  event: Tally | Delta,
  find: EpochFinder,
  lose: (reason: string, closesCoverage: boolean) => void,
): EpochRef | null {
  const epoch = find(event);
  if (!epoch) lose(`events of the route ${event.routeId}, which is not known here`, false);
  return epoch;
}
