import type { ComparableResponse } from '../comparison.ts';
import type { Difference } from '../difference.ts';

/** A delta as it was stored: a mismatch with its responses, redacted, and what was found then. */
export interface StoredDelta {
  id: string;
  legacy: ComparableResponse;
  /** Null where the candidate gave no answer. */
  candidate: ComparableResponse | null;
  /** Whether one of the bodies was cut, so that it cannot be compared again. */
  truncated: boolean;
  differences: readonly Difference[];
  /** All that were found, stored or not. */
  differencesTotal: number;
}

/** One difference of one delta, to be shown. */
export interface Example {
  deltaId: string;
  difference: Difference;
}

export const examplesMax = 3;
