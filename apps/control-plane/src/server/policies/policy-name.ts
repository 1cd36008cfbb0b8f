import type { Policy } from '@delta-guard/gate';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.ts';
import type { Change } from '../services/change.ts';
import { loadPolicies } from './load-policies.ts';

/** Name of a preset or of an own policy. */
export const policyNameInput = z
  .string()
  .trim()
  .regex(
    /^[a-z0-9](?:[a-z0-9 .-]{0,38}[a-z0-9])?$/,
    'up to 40 small letters, digits, blanks, dots and hyphens',
  );

/** What a policy of this name asks. */
export async function findPolicy(change: Change, name: string): Promise<Policy> {
  const policy = (await loadPolicies(change.tx, change.gatewayId)).find(name);
  if (!policy) throw new DomainError('policyNotFound', `There is no policy ${name}.`);
  return policy;
}
