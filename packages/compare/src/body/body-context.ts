import type { Findings } from '../findings.ts';
import type { CompareLimits } from '../limits.ts';
import type { BodyRules } from '../rules/body-rules.ts';

export interface BodyContext {
  rules: BodyRules;
  findings: Findings;
  limits: CompareLimits;
}

/** Why a body could not be compared to its end; null where it was. */
export type GaveUp = 'tooDeep' | 'budget' | null;
