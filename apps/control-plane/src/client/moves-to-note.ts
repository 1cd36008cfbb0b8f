import type { EvidenceRow } from '../contract.ts';

interface MovesToNote {
  /** The newest move, where it took the route back from an override or was made by the guard. */
  back: EvidenceRow | null;
  /** Promotions against the gate that nothing took back since. */
  standing: EvidenceRow[];
  /** Those that a later move took back: history. */
  past: EvidenceRow[];
}

/** What a route's page says of its moves above all else. `moves` are newest first. */
export function movesToNote(moves: readonly EvidenceRow[]): MovesToNote {
  const backAt = moves.findIndex(({ kind }) => kind === 'rollBack');
  const overrides = moves.map((move, at) => ({ move, at })).filter(({ move }) => move.overridden);
  const isPast = (at: number) => backAt !== -1 && at > backAt;
  const past = overrides.filter(({ at }) => isPast(at)).map(({ move }) => move);
  const [newest] = moves;
  const byGuard = newest !== undefined && /^guard(@|$)/.test(newest.actor);
  return {
    back: newest?.kind === 'rollBack' && (byGuard || past.length > 0) ? newest : null,
    standing: overrides.filter(({ at }) => !isPast(at)).map(({ move }) => move),
    past,
  };
}
