/** The integers of one row of a tape. */
export const rowOf = {
  kind: 0,
  start: 1,
  end: 2,
  next: 3,
  size: 4,
  nameStart: 5,
  nameEnd: 6,
  parent: 7,
} as const;

/** A row is 2^3 integers long. */
export const rowShift = 3;
