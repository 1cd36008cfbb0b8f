import { conditionIds, type Policy } from '@delta-guard/gate';
import { conditionNames } from '../../client/gate-words.ts';
import { memberKind, type PolicyMember } from '../../client/policy-form.ts';
import { Field, SelectInput } from '../ui/field.tsx';
import { codeInput, TextField } from '../ui/text-field.tsx';

interface MemberFieldProps {
  member: PolicyMember;
  label: string;
  text: string;
  /** What is wrong with it. */
  problem: string | undefined;
  policy: Policy;
  onChange: (text: string) => void;
}

/** One member of a policy as a control of its kind. */
export function MemberField({ member, label, text, problem, policy, onChange }: MemberFieldProps) {
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
  if (kind.kind === 'conditions') return <Conditions text={text} problem={problem} onChange={onChange} />;
  if (kind.kind === 'choice') {
    return (
      <Field id={id} label={label} error={problem}>
        <SelectInput id={id} value={text} onChange={(event) => onChange(event.target.value)}>
          {kind.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </SelectInput>
      </Field>
    );
  }
  return (
    <TextField
      id={id}
      label={label}
      error={problem}
      {...codeInput}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Conditions({ text, problem, onChange }: Pick<MemberFieldProps, 'text' | 'problem' | 'onChange'>) {
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
      <p className="w-full text-xs text-bad" aria-live="polite">
        {problem}
      </p>
    </fieldset>
  );
}
