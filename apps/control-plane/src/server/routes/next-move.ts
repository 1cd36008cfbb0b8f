import { nextCanaryShare, nextStage, type Policy } from '@delta-guard/gate';
import type { Stage } from '@delta-guard/protocol';

export interface NextMove {
  nextStage: Stage | null;
  /** The share of clients that the candidate would answer, where it leads to canary. */
  nextCanaryShare: number | null;
}

/** Where promote leads from here: a step further in canary as long as its policy has one, else the next stage. */
export function nextMove(
  route: { stage: Stage; canaryShare: number | null },
  { served, thresholds }: { served: ReadonlySet<Stage>; thresholds: Policy },
): NextMove {
  if (route.stage === 'canary' && served.has('canary')) {
    const step = nextCanaryShare(route.canaryShare, thresholds.canaryShares);
    if (step !== null) return { nextStage: 'canary', nextCanaryShare: step };
  }
  const next = nextStage(route.stage, served);
  return {
    nextStage: next,
    nextCanaryShare: next === 'canary' ? nextCanaryShare(null, thresholds.canaryShares) : null,
  };
}
