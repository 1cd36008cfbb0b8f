import type { RuleAction } from '../rule.ts';

/** A rule as the comparison meets it: its place is where it hangs, its pattern is compiled. */
export interface PlacedRule {
  readonly id: string;
  readonly action: RuleAction;
  /** The compiled pattern, where the action is `pattern`. */
  readonly matches: ((text: string) => boolean) | null;
}
