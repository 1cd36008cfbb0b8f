import type { PathChoice } from '../../diff/rule-paths.ts';

interface PathChoicesProps {
  choices: readonly PathChoice[];
  value: string;
  onChange: (path: string) => void;
}

/** Which of the places around a field a rule is for. */
export function PathChoices({ choices, value, onChange }: PathChoicesProps) {
  return (
    <fieldset className="space-y-1">
      <legend className="mb-1 text-xs font-medium">Which place</legend>
      {choices.map((choice) => (
        <label key={choice.path} className="flex items-baseline gap-2 text-xs">
          <input
            type="radio"
            name="ignore-path"
            className="translate-y-0.5 accent-[var(--candidate)]"
            checked={choice.path === value}
            onChange={() => onChange(choice.path)}
          />
          <span className="min-w-0">
            <span className="font-mono break-all">{choice.path}</span>{' '}
            <span className="text-ink-3">{choice.words}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
