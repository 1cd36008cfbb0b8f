import { conditionIds, type Policy } from '@delta-guard/gate';
import { conditionNames } from '../../client/gate-words.ts';
import { memberKind, type PolicyMember } from '../../client/policy-form.ts';
import { SelectInput, TextInput } from '../ui/field.tsx';

interface MemberFieldProps {
  member: PolicyMember;
  label: string;
  text: string;
  policy: Policy;
  onChange: (text: string) => void;
}

/** One member of a policy as a control of its kind. */
export function MemberField({ member, label, text, policy, onChange }: MemberFieldProps) {
  const id = `policy-${member}`;
  const kind = memberKind(member, policy);
  if (kind.kind === 'switch') {
    return (
      <label className="flex items-center gap-2 text-xs font-medium">
        <input
          id={id}
          type="checkbox"
          className="size-3.5 accent-[var(--candidate)]"
          checked={text === 'true'}
          onChange={(event) => onChange(String(event.target.checked))}
        />
        {label}
      </label>
    );
  }
  if (kind.kind === 'conditions') return <Conditions text={text} onChange={onChange} />;
  return (
    <label htmlFor={id} className="block space-y-1 text-xs font-medium">
      <span>{label}</span>
      {kind.kind === 'choice' ? (
        <SelectInput id={id} value={text} onChange={(event) => onChange(event.target.value)}>
          {kind.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </SelectInput>
      ) : (
        <TextInput
          id={id}
          className="font-mono"
          inputMode="decimal"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </label>
  );
}

function Conditions({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const chosen = text.split(',').map((part) => part.trim());
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1 sm:col-span-2">
      <legend className="sr-only">Conditions of the gate</legend>
      {conditionIds.map((id) => (
        <label key={id} className="flex items-center gap-1.5 text-xs font-medium">
          <input
            type="checkbox"
            className="size-3.5 accent-[var(--candidate)]"
            checked={chosen.includes(id)}
            onChange={(event) => {
              const next = conditionIds.filter((each) =>
                each === id ? event.target.checked : chosen.includes(each),
              );
              onChange(next.join(', '));
            }}
          />
          {conditionNames[id]}
        </label>
      ))}
    </fieldset>
  );
}
