import type { Policy, PolicyNote } from '@delta-guard/gate';
import {
  memberLabels,
  type PolicyForm,
  type PolicyMember,
  type PolicyProblems,
  policyMembers,
} from '../../client/policy-form.ts';
import { MemberField } from './member-field.tsx';

interface PolicyNotesProps {
  notes: readonly PolicyNote[];
  form: PolicyForm;
  problems: PolicyProblems;
  policy: Policy;
  onChange: (member: PolicyMember, text: string) => void;
}

/** Not to be set as long as nobody can give approvals. */
const hidden: readonly PolicyMember[] = ['approvalsNeeded'];

/** Each number beside what it means and costs; a number that several notes speak of stands with the first. */
export function PolicyNotes({ notes, form, problems, policy, onChange }: PolicyNotesProps) {
  const groups = groupMembers(notes, policy);
  return (
    <ul className="divide-y divide-line border-y border-line">
      {groups.map(({ note, members }) => (
        <li key={members.join(' ') || note?.means} className="space-y-2 py-3">
          {note ? (
            <div className="text-xs text-pretty">
              <p>{note.means}</p>
              {note.costs ? <p className="mt-0.5 text-ink-2">{note.costs}</p> : null}
            </div>
          ) : null}
          <div className="grid gap-2 sm:grid-cols-2">
            {members.map((member) => (
              <MemberField
                key={member}
                member={member}
                label={memberLabels[member]}
                text={form.get(member) ?? ''}
                problem={problems.get(member)}
                policy={policy}
                onChange={(text) => onChange(member, text)}
              />
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

function groupMembers(notes: readonly PolicyNote[], policy: Policy) {
  const placed = new Set<PolicyMember>(hidden);
  const groups: { note: PolicyNote | null; members: PolicyMember[] }[] = notes.map((note) => {
    const members = note.members.filter((member) => !placed.has(member));
    for (const member of members) placed.add(member);
    return { note, members };
  });
  const rest = policyMembers(policy).filter((member) => !placed.has(member));
  return rest.length === 0 ? groups : [...groups, { note: null, members: rest }];
}
