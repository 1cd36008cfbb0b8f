/** The integers of one frame. */
export const frameOf = {
  isObject: 0,
  /** Offset of the opening bracket in the first text, and how much further it lies in the second. */
  start: 1,
  ahead: 2,
  /** Of the element at which an array stands. */
  index: 3,
  /** Where the names of this frame begin in `names`. */
  firstName: 4,
  /** Differences found before this frame was opened; in an array, before the present element. */
  total: 5,
  totalAtStart: 6,
  hits: 7,
  /** How many elements differ, and which one is the first. */
  differing: 8,
  firstDiffering: 9,
  /** Used within a kernel. */
  firstSegment: 10,
} as const;

/** A frame is 2^4 integers long. */
export const frameShift = 4;
