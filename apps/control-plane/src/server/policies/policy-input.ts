import { type Policy, type PolicyName, parsePolicy, policyNames, presetPolicies } from '@delta-guard/gate';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.ts';

/** What a person gives for an own policy; what it leaves out is as in its preset. */
export const policyInput = z.strictObject({
  preset: z.enum(policyNames),
  changes: z.record(z.string().max(64), z.unknown()),
});

export interface OwnPolicy {
  policy: Policy;
  /** What differs from the preset, and nothing else. */
  changes: Record<string, unknown>;
}

/** Throws with all that is wrong, one sentence each. */
export function checkOwnPolicy({ preset, changes }: z.infer<typeof policyInput>): OwnPolicy {
  const parsed = parsePolicy({ ...presetPolicies[preset], ...changes });
  if (!parsed.ok) throw new DomainError('policyInvalid', parsed.problems.join(' '));
  return { policy: parsed.policy, changes: changesFrom(preset, parsed.policy) };
}

function changesFrom(preset: PolicyName, policy: Policy): Record<string, unknown> {
  const base = new Map<string, unknown>(Object.entries(presetPolicies[preset]));
  const differing = Object.entries(policy).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(base.get(name)),
  );
  return Object.fromEntries(differing);
}

/** What differs between two policies, for the history. */
export function policyChangesInWords(before: Policy, after: Policy): string {
  const was = new Map<string, unknown>(Object.entries(before));
  const parts = Object.entries(after).flatMap(([name, value]) => {
    const old = JSON.stringify(was.get(name));
    return old === JSON.stringify(value) ? [] : [`${name} from ${old} to ${JSON.stringify(value)}`];
  });
  return parts.join('; ');
}
