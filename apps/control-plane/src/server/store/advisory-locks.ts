/** First half of an advisory lock's key: whose locks these are. */
export const lockSpace = 0x0de17a;

/** Second half: what is locked. */
export const locks = { jobs: 1, rollUp: 2 } as const;
