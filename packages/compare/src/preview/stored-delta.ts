import type { CompareOptions } from '../compare-responses.ts';
import type { ComparableResponse } from '../comparison.ts';
import type { Difference } from '../difference.ts';
import type { PatternEngine, Rule } from '../rule.ts';

/** A delta as it was stored: a mismatch with its responses, redacted, and what was found then. */
export interface StoredDelta {
  id: string;
  legacy: ComparableResponse;
  /** Null where the candidate gave no answer. */
  candidate: ComparableResponse | null;
  /** Whether one of the bodies was cut, so that it cannot be compared again. */
  truncated: boolean;
  /** Whether bodies were kept at all; where not, only the places of its differences tell something of them. */
  hasBodies: boolean;
  /** Whether the differences were found under the rules that hold now. */
  isCurrent: boolean;
  differences: readonly Difference[];
  /** All that were found, stored or not. */
  differencesTotal: number;
}

/** One difference of one delta, to be shown. */
export interface Example {
  deltaId: string;
  difference: Difference;
}

export interface PreviewOptions {
  routeId: string;
  /** The rules that hold now; of the draft's id, the draft stands in for it. */
  rules?: readonly Rule[];
  patternEngine?: PatternEngine;
  compare?: CompareOptions;
}

export const examplesMax = 3;
