import type { NoiseJudgement } from '@delta-guard/gate';
import type { Signature } from '@delta-guard/protocol';

export const signatureStates = ['new', 'known', 'resolved', 'regressed'] as const;
/** What people made of a signature; `regressed` where it was seen after it had been resolved. */
export type SignatureState = (typeof signatureStates)[number];

/** What had been found in comparisons of the present epoch that were given up: the exchanges are in `notCompared`. */
export interface UnfinishedRow {
  signature: Signature;
  count: number;
}

export interface SignatureRow {
  id: string;
  state: SignatureState;
  signature: Signature;
  /** Mismatched exchanges of the present epoch that carry it: the tallies' count, not the number of samples. */
  count: number;
  /** The same over all epochs. */
  countEver: number;
  firstSeenMs: number;
  lastSeenMs: number;
  /** Whether the legacy differs from itself as often; null where no control instance was asked. */
  noise: NoiseJudgement | null;
  /** Samples kept. */
  deltas: number;
  newestDeltaId: string | null;
}
