/** Stages in the order in which a route goes forward. Same words as the wire. */
export const stageOrder = ['off', 'shadow', 'guarded', 'canary', 'live', 'complete'] as const;
export type Stage = (typeof stageOrder)[number];
