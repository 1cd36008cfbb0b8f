import { policyWarnings } from './check-policy.ts';
import { conditionIds } from './decision.ts';
import { explainGate } from './explain-gate.ts';
import { explainGuard, explainStages } from './explain-guard.ts';
import { durationInWords } from './figures-in-words.ts';
import type { Policy } from './policy.ts';
import { hoursOf, note, Pace, type PolicyNote } from './policy-note.ts';

export interface PolicyExplanation {
  notes: PolicyNote[];
  /** From shadow to live, at the earliest and with clean traffic; null where no traffic comes. */
  hoursToLive: number | null;
  /** The same in a sentence. */
  words: string;
  /** What the policy gives up. */
  warnings: string[];
}

/**
 * What each number of a policy means, and what it costs in requests and hours at the present rate of comparisons of a
 * route; 0 where no traffic comes. For a policy without fault: `checkPolicy` comes first.
 */
export function explainPolicy(policy: Policy, comparisonsPerSecond: number): PolicyExplanation {
  const pace = new Pace(comparisonsPerSecond);
  const gate = explainGate(policy, pace);
  const notes = [explainConditions(policy), ...gate, ...explainGuard(policy, pace), ...explainStages(policy)];
  const hoursToLive = earliestHours(policy, gate);
  return { notes, hoursToLive, words: earliestWords(hoursToLive), warnings: policyWarnings(policy) };
}

function explainConditions({ conditions }: Policy): PolicyNote {
  const left = conditionIds.filter((id) => !conditions.includes(id));
  const asked = `The gate asks for ${conditions.join(', ')}`;
  return note(
    ['conditions'],
    left.length === 0 ? `${asked}: all there is.` : `${asked}, and not for ${left.join(', ')}.`,
  );
}

/** Conditions are met side by side in shadow; then guarded and each canary step last their soak. */
function earliestHours(policy: Policy, gate: readonly PolicyNote[]): number | null {
  const shadow = policy.conditions.map((id, at) => {
    // A cool-down comes after a rollback only.
    if (id === 'calm' || id === 'coverage' || id === 'flow') return 0;
    return gate[at]?.hours ?? null;
  });
  if (shadow.some((hours) => hours === null)) return null;
  const steps = policy.conditions.includes('soak') ? 1 + policy.canaryShares.length : 0;
  return Math.max(0, ...shadow.map((hours) => hours ?? 0)) + steps * hoursOf(policy.soakStepMs);
}

function earliestWords(hours: number | null): string {
  if (hours === null) return 'At present no traffic comes, so nothing can be proven and no time be told.';
  return `From shadow to live in ${durationInWords(hours * 3_600_000)} at the earliest, with clean traffic as at present.`;
}
