import {
  autoAdvanceStages,
  conditionIds,
  leaseLostChoices,
  newBuildChoices,
  type Policy,
  parsePolicy,
} from '@delta-guard/gate';
import {
  durationText,
  percentText,
  readCount,
  readDuration,
  readPercent,
  type Typed,
} from './policy-values.ts';

export type PolicyMember = keyof Policy;

/** Each member as text, as a person types it; shares in percent, times with their unit, lists with commas. */
export type PolicyForm = ReadonlyMap<PolicyMember, string>;

/** What is wrong, by member, in a sentence each. */
export type PolicyProblems = ReadonlyMap<PolicyMember, string>;

export type ReadPolicy = { ok: true; policy: Policy } | { ok: false; problems: PolicyProblems };

type MemberKind =
  | { kind: 'count' | 'duration' | 'percent' | 'percents' | 'conditions' | 'switch' }
  | { kind: 'choice'; choices: readonly string[] };

const choices: Partial<Record<PolicyMember, readonly string[]>> = {
  onNewBuild: newBuildChoices,
  onLeaseLost: leaseLostChoices,
  autoAdvanceTo: ['never', ...autoAdvanceStages],
};

const shares: readonly PolicyMember[] = [
  'mismatchRateLimit',
  'alpha',
  'latencyExceedanceLimit',
  'coverageMin',
  'spreadTargetShareMax',
];

/** How a member is typed, told by what it holds. */
export function memberKind(member: PolicyMember, policy: Policy): MemberKind {
  const options = choices[member];
  if (options) return { kind: 'choice', choices: options };
  if (member === 'conditions') return { kind: 'conditions' };
  const value = policy[member];
  if (typeof value === 'boolean') return { kind: 'switch' };
  // All lists of numbers in a policy are of shares.
  if (Array.isArray(value)) return { kind: 'percents' };
  if (shares.includes(member)) return { kind: 'percent' };
  return { kind: member.endsWith('Ms') ? 'duration' : 'count' };
}

export function policyMembers(policy: Policy): PolicyMember[] {
  return Object.keys(policy).filter((name): name is PolicyMember => name in policy);
}

export function toPolicyForm(policy: Policy): PolicyForm {
  return new Map(policyMembers(policy).map((member) => [member, toText(member, policy)]));
}

function toText(member: PolicyMember, policy: Policy): string {
  const value = policy[member];
  if (value === null) return 'never';
  if (typeof value === 'object') {
    return value.map((part) => (typeof part === 'number' ? percentText(part) : part)).join(', ');
  }
  if (typeof value !== 'number') return String(value);
  const { kind } = memberKind(member, policy);
  if (kind === 'percent') return percentText(value);
  return kind === 'duration' ? durationText(value) : value.toLocaleString('en-US');
}

/** The policy that was typed, or what is wrong with each member. */
export function fromPolicyForm(form: PolicyForm, base: Policy): ReadPolicy {
  const problems = new Map<PolicyMember, string>();
  const values: Record<string, unknown> = {};
  const members = policyMembers(base);
  for (const member of members) {
    const read = fromText(form.get(member) ?? '', memberKind(member, base).kind);
    // What cannot be read is told; all else is judged beside what stood there before.
    values[member] = read.ok ? read.value : base[member];
    if (!read.ok) problems.set(member, read.problem);
  }
  const parsed = parsePolicy(values);
  if (parsed.ok) return problems.size === 0 ? parsed : { ok: false, problems };
  for (const problem of parsed.problems) {
    const member = members.find((name) => new RegExp(`^${name}\\b`).test(problem)) ?? 'conditions';
    if (problems.has(member)) continue;
    const words = problem.slice(problem.startsWith(member) ? member.length : 0).replace(/^:?\s*/, '');
    problems.set(member, `${words.charAt(0).toUpperCase()}${words.slice(1)}`);
  }
  return { ok: false, problems };
}

function fromText(
  text: string,
  kind: MemberKind['kind'],
): { ok: true; value: unknown } | { ok: false; problem: string } {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  switch (kind) {
    case 'count':
      return readCount(text);
    case 'percent':
      return readPercent(text);
    case 'duration':
      return readDuration(text);
    case 'percents':
      return readAll(parts.map(readPercent));
    case 'conditions':
      return { ok: true, value: conditionIds.filter((id) => parts.includes(id)) };
    case 'switch':
      return { ok: true, value: text === 'true' };
    case 'choice':
      return { ok: true, value: text === 'never' ? null : text };
  }
}

function readAll(parts: readonly Typed[]): { ok: true; value: number[] } | { ok: false; problem: string } {
  if (parts.every((part) => part.ok)) return { ok: true, value: parts.map(({ value }) => value) };
  return { ok: false, problem: 'Write shares in percent with commas between them, such as 1 %, 5 %, 25 %.' };
}

/** What each member is called where it is typed. */
export const memberLabels: Record<PolicyMember, string> = {
  conditions: 'Conditions',
  windowSize: 'Comparisons in the window',
  mismatchRateLimit: 'Mismatch rate, below',
  alpha: 'Risk of error, at most',
  overheadLimitMs: 'Too slow: slower than the legacy by',
  latencyExceedanceLimit: 'Share of too slow, below',
  coverageMin: 'Compared, at least',
  soakShadowMs: 'Time in shadow',
  soakStepMs: 'Time in each later step',
  coolDownMs: 'Cool-down after a rollback',
  spreadHoursMin: 'Hours of the last 24, at least',
  spreadTargetsMin: 'Distinct targets, at least',
  spreadTargetShareMax: 'Share of one target, at most',
  lagLimitMs: 'Lag of an instance, below',
  fallbackWaitMs: 'Wait for the legacy as fallback',
  canaryShares: 'Canary steps',
  guardOnMismatch: 'Guard rolls back on mismatches',
  guardOnLatency: 'Guard rolls back on latency',
  guardOnBreaker: 'Guard rolls back on failures in a row',
  guardMismatchRates: 'Mismatch rates it looks for',
  guardLatencyRates: 'Shares of too slow it looks for',
  guardAlarmAt: 'Exchanges between false alarms',
  breakerFailures: 'Failures in a row',
  breakerClientsMin: 'From as many clients, at least',
  guardWaitMs: 'Guarded: wait for the candidate',
  guardHoldMs: 'Guarded: hold the legacy’s answer',
  onNewBuild: 'On a new build',
  onLeaseLost: 'Without a control plane',
  leaseMs: 'Silence until then',
  approvalsNeeded: 'Approvals needed',
  autoAdvanceTo: 'Advances by itself up to',
};
