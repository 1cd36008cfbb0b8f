export const conditionIds = [
  'window',
  'evidence',
  'latency',
  'coverage',
  'soak',
  'calm',
  'spread',
  'flow',
] as const;
export type ConditionId = (typeof conditionIds)[number];

/** One condition of the gate as a value that a page can show as it is. */
export interface GateCondition {
  id: ConditionId;
  met: boolean;
  /** What was measured and what it is held against, both in `unit`; null where nothing was measured yet. */
  figure: number | null;
  limit: number;
  /** `fraction` is 0 to 1, `count` whole things, `ms` milliseconds. */
  unit: 'fraction' | 'count' | 'ms';
  /** Why it is met or not, one sentence for an operator. */
  words: string;
  /** Unix ms at which it will be met if things go on as now; null where that cannot be told or it is met. */
  metAtMs: number | null;
}

export interface GateDecision {
  open: boolean;
  conditions: GateCondition[];
}
