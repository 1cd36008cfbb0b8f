/** What one comparison may cost at most. */
export interface CompareLimits {
  /** Nested containers; beyond it the verdict is `notCompared(tooDeep)`. */
  depthMax: number;
  /** Units of work, about a byte looked at each; beyond it the verdict is `notCompared(budget)`. */
  workMax: number;
  /** Differences kept in the result; the rest is counted. */
  differencesMax: number;
}

export const defaultLimits: CompareLimits = {
  depthMax: 1_000,
  workMax: 100_000_000,
  differencesMax: 200,
};

/** Either value of a difference, in UTF-16 code units. */
export const valueLengthMax = 1_024;
/** A path, in UTF-16 code units. */
export const pathLengthMax = 2_048;
