import { type GuardStand, more } from './guard-stand.ts';
import type { LoadResult } from './load.ts';

export interface Guarded {
  load: LoadResult;
  /** Wrong answers that the candidate gave, and right ones of it that clients got. */
  wrongByCandidate: number;
  servedByCandidate: number;
}

/** A guarded route without a detector: nothing but the comparison before the answer is between the fault and the clients. */
export async function runGuarded(
  stand: GuardStand,
  {
    perSecond,
    requests,
    shares,
    seed,
  }: { perSecond: number; requests: number; shares: number[]; seed: number },
): Promise<Guarded> {
  const { candidate } = stand;
  await stand.setGuard({ mismatch: false });
  await stand.overrideTo('guarded');
  candidate.forget();
  const { load, seen } = stand.startLoad(perSecond);
  for (const share of shares) {
    candidate.switchOn({ share, seed });
    await more(load, requests);
  }
  const result = await load.stop();
  candidate.switchOff();
  // With a new epoch, so that a detector that is switched on again hears nothing of this one.
  const reason = 'the run is over';
  await stand.client.routes.rollBack.mutate({ routeId: stand.routeId, to: 'shadow', reason });
  await stand.setGuard({ mismatch: true });
  return {
    load: result,
    wrongByCandidate: candidate.arrivals.filter(({ answer }) => answer === 'wrong').length,
    servedByCandidate: seen.filter(({ byCandidate }) => byCandidate).length,
  };
}
