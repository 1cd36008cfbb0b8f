import { checkPolicy } from './check-policy.ts';
import { type ConditionId, conditionIds } from './decision.ts';
import { autoAdvanceStages, leaseLostChoices, newBuildChoices, type Policy } from './policy.ts';
import { presetPolicies } from './policy-presets.ts';

export type ParsedPolicy = { ok: true; policy: Policy } | { ok: false; problems: string[] };

/**
 * A policy from JSON of anybody: from a page, an API call or the database. Members that are left out are those of
 * `proven`; unknown ones are refused. Problems are sentences that name the member.
 */
export function parsePolicy(value: unknown): ParsedPolicy {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: ['A policy must be an object.'] };
  }
  const given: Record<string, unknown> = { ...presetPolicies.proven, ...value };
  const problems = Object.entries(given).flatMap(([name, member]) => problemOf(name, member));
  if (problems.length > 0 || !isPolicy(given)) return { ok: false, problems };
  const policy = inOrder(given);
  const wrong = checkPolicy(policy);
  return wrong.length > 0 ? { ok: false, problems: wrong } : { ok: true, policy };
}

const choices: ReadonlyMap<string, readonly (string | null)[]> = new Map<string, readonly (string | null)[]>([
  ['onNewBuild', newBuildChoices],
  ['onLeaseLost', leaseLostChoices],
  ['autoAdvanceTo', [null, ...autoAdvanceStages]],
]);

const examples: ReadonlyMap<string, unknown> = new Map(Object.entries(presetPolicies.proven));

function problemOf(name: string, member: unknown): string[] {
  const example = examples.get(name);
  if (example === undefined) return [`${name} is no member of a policy.`];
  const words = choices.get(name);
  if (words !== undefined) {
    return words.some((word) => word === member)
      ? []
      : [`${name} must be one of ${words.map(String).join(', ')}.`];
  }
  if (name === 'conditions') {
    const known = Array.isArray(member) && member.every((id) => conditionIds.includes(id));
    return known ? [] : [`conditions must be a list of ${conditionIds.join(', ')}.`];
  }
  if (Array.isArray(example)) {
    return Array.isArray(member) && member.every(isFiniteNumber)
      ? []
      : [`${name} must be a list of numbers.`];
  }
  if (typeof example === 'number') return isFiniteNumber(member) ? [] : [`${name} must be a number.`];
  return typeof member === typeof example ? [] : [`${name} must be ${typeof example}.`];
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Each member has the type of its example, which is one of a `Policy`. */
function isPolicy(value: Record<string, unknown>): value is Record<string, unknown> & Policy {
  return Object.entries(value).every(([name, member]) => problemOf(name, member).length === 0);
}

/** The same policy is the same text: members as in `proven`, conditions in the order of the page. */
function inOrder(policy: Policy): Policy {
  const conditions: readonly ConditionId[] = conditionIds.filter((id) => policy.conditions.includes(id));
  return { ...presetPolicies.proven, ...policy, conditions };
}
