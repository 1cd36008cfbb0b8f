import { binomialAtLeast } from './binomial.ts';

/** How often one generalised path differed, on the same exchanges. */
export interface NoiseCounts {
  /** Legacy against candidate. */
  raw: number;
  /** Legacy against control, a second instance of the same legacy. */
  noise: number;
}

export type NoiseVerdict =
  /** Candidate and legacy differ more often than legacy and control: the candidate has a part in it. */
  | 'difference'
  /** The legacy differs from itself about as often: a reason to suggest a rule, never to hide it in silence. */
  | 'noise'
  /** Too few differences to tell one from the other. */
  | 'tooFew';

export interface NoiseJudgement extends NoiseCounts {
  verdict: NoiseVerdict;
  /** Probability of at least this many raw among all, if both had the same rate. */
  pValue: number;
  words: string;
}

/**
 * Exact conditional test, one-sided: given raw + noise, raw is Binomial(raw + noise, 1/2) where candidate and control
 * differ from the legacy at the same rate.
 */
export function judgeNoise(counts: NoiseCounts, alpha = 0.05): NoiseJudgement {
  const { raw, noise } = counts;
  const all = raw + noise;
  const pValue = binomialAtLeast(raw, all, 0.5);
  const verdict = verdictOf(counts, pValue, alpha);
  const seen = `The candidate differed ${raw} times from the legacy here, a second legacy ${noise} times`;
  return { raw, noise, pValue, verdict, words: `${seen}: ${verdictWords[verdict]}.` };
}

const verdictWords: Record<NoiseVerdict, string> = {
  difference: 'noise alone does not explain it',
  noise: 'the legacy differs from itself as often, so a rule may be right here',
  tooFew: 'too few to tell noise from a fault',
};

function verdictOf({ raw, noise }: NoiseCounts, pValue: number, alpha: number): NoiseVerdict {
  if (pValue < alpha) return 'difference';
  // With so few not even the worst case, all raw and no noise, would be significant: silence of the test proves nothing.
  const couldTell = 0.5 ** (raw + noise) < alpha;
  return couldTell && raw > 0 && noise > 0 ? 'noise' : 'tooFew';
}
