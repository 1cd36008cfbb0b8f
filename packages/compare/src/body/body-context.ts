import type { Findings } from '../findings.ts';
import type { CompareLimits } from '../limits.ts';
import type { BodyRules } from '../rules/body-rules.ts';
import type { Scratch } from './scratch.ts';

export interface BodyContext {
  rules: BodyRules;
  findings: Findings;
  limits: CompareLimits;
}

/** Of two bodies that are known to differ. */
export interface DifferingContext extends BodyContext {
  /** The first offset at which their bytes differ. */
  equalUntil: number;
  scratch: Scratch;
  /** Whether the scratch holds a copy of both already. */
  isCopied: boolean;
}

/** Why a body could not be compared to its end; null where it was. */
export type GaveUp = 'tooDeep' | 'budget' | null;
