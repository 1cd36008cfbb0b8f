import {
  autoAdvanceStages,
  conditionIds,
  leaseLostChoices,
  newBuildChoices,
  type ParsedPolicy,
  type Policy,
  parsePolicy,
} from '@delta-guard/gate';

export type PolicyMember = keyof Policy;

/** Each member as text, as a person types it; conditions and lists with commas. */
export type PolicyForm = ReadonlyMap<PolicyMember, string>;

type MemberKind =
  | { kind: 'number' }
  | { kind: 'numbers' }
  | { kind: 'conditions' }
  | { kind: 'switch' }
  | { kind: 'choice'; choices: readonly string[] };

const choices: Partial<Record<PolicyMember, readonly string[]>> = {
  onNewBuild: newBuildChoices,
  onLeaseLost: leaseLostChoices,
  autoAdvanceTo: ['never', ...autoAdvanceStages],
};

/** How a member is typed, told by what it holds. */
export function memberKind(member: PolicyMember, policy: Policy): MemberKind {
  const options = choices[member];
  if (options) return { kind: 'choice', choices: options };
  if (member === 'conditions') return { kind: 'conditions' };
  const value = policy[member];
  if (typeof value === 'boolean') return { kind: 'switch' };
  return Array.isArray(value) ? { kind: 'numbers' } : { kind: 'number' };
}

export function policyMembers(policy: Policy): PolicyMember[] {
  return Object.keys(policy).filter((name): name is PolicyMember => name in policy);
}

export function toPolicyForm(policy: Policy): PolicyForm {
  return new Map(policyMembers(policy).map((member) => [member, toText(policy[member])]));
}

function toText(value: Policy[PolicyMember]): string {
  if (value === null) return 'never';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** The policy that was typed, or what is wrong with it in sentences. */
export function fromPolicyForm(form: PolicyForm, base: Policy): ParsedPolicy {
  const values = policyMembers(base).map((member) => [
    member,
    fromText(form.get(member) ?? '', memberKind(member, base)),
  ]);
  return parsePolicy(Object.fromEntries(values));
}

function fromText(text: string, { kind }: MemberKind): unknown {
  const parts = () =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  switch (kind) {
    case 'number':
      return text.trim() === '' ? null : Number(text);
    case 'numbers':
      return parts().map(Number);
    case 'conditions':
      return conditionIds.filter((id) => parts().includes(id));
    case 'switch':
      return text === 'true';
    case 'choice':
      return text === 'never' ? null : text;
  }
}

/** `mismatchRateLimit` as "Mismatch rate limit", `soakShadowMs` as "Soak shadow, ms". */
export function memberLabel(member: PolicyMember): string {
  const ms = member.endsWith('Ms');
  const name = (ms ? member.slice(0, -2) : member).replaceAll(
    /[A-Z]/g,
    (letter) => ` ${letter.toLowerCase()}`,
  );
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${ms ? ', ms' : ''}`;
}
