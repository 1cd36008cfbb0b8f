import type { Difference, Signature } from './difference.ts';

/** A response as the comparison takes it: the body decoded, its text in UTF-8. */
export interface ComparableResponse {
  status: number;
  /** Flat name, value, name, value; any case, repeats kept. */
  headers: readonly string[];
  body: Uint8Array;
}

/** The verdict on one eligible exchange. `ruleHits` names each rule that suppressed something, once. */
export type Comparison = Match | Mismatch | NotCompared;

export interface Match {
  verdict: 'match';
  ruleHits: readonly string[];
}

export interface Mismatch {
  verdict: 'mismatch';
  /** In document order, at most `differencesMax`. */
  differences: Difference[];
  /** All that were found, kept or not. */
  differencesTotal: number;
  signatures: Signature[];
  ruleHits: readonly string[];
}

export interface NotCompared {
  verdict: 'notCompared';
  reason: 'tooDeep' | 'budget';
  /** What had been found when it was given up. */
  differences: Difference[];
  differencesTotal: number;
  signatures: Signature[];
  ruleHits: readonly string[];
}
