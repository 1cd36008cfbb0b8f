import type { Delta, Discovered, Event, Gap, RolledBack, Tally } from '@delta-guard/protocol';

/** The events of a batch by kind; tallies keep their place, which is part of their key. */
export interface FoldedBatch {
  tallies: { position: number; tally: Tally }[];
  deltas: Delta[];
  discovered: Discovered[];
  rolledBack: RolledBack[];
  gaps: Gap[];
}

/** Those from `from` to before `to`; null stands for one that cannot be read. */
export function foldBatch(events: readonly (Event | null)[], from = 0, to = events.length): FoldedBatch {
  const folded: FoldedBatch = { tallies: [], deltas: [], discovered: [], rolledBack: [], gaps: [] };
  for (const [position, event] of events.entries()) {
    if (event === null || position < from || position >= to) continue;
    switch (event.type) {
      case 'tally':
        folded.tallies.push({ position, tally: event });
        break;
      case 'delta':
        folded.deltas.push(event);
        break;
      case 'discovered':
        folded.discovered.push(event);
        break;
      case 'rolledBack':
        folded.rolledBack.push(event);
        break;
      case 'gap':
        folded.gaps.push(event);
        break;
    }
  }
  return folded;
}

/** Exchanges of a tally that sampling chose: each ended in exactly one of these. */
export function eligibleOf(tally: Tally): number {
  const notCompared = Object.values(tally.notCompared).reduce((sum, count) => sum + count, 0);
  return tally.matches + tally.mismatches + notCompared;
}
