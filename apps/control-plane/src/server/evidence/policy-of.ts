import { type Policy, presetPolicies } from '@delta-guard/gate';
import type { PolicyName } from '../../contract.ts';

export function policyOf(name: PolicyName): Policy {
  return presetPolicies[name];
}
