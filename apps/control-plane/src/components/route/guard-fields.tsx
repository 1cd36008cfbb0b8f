import { listInWords } from '@delta-guard/gate';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import type { SettingsForm } from '../../client/settings-form.ts';

const detectors = [
  { name: 'mismatch', label: 'Mismatches', words: 'rolls back when mismatches come too close together' },
  { name: 'latency', label: 'Latency', words: 'rolls back when slow answers come too close together' },
  { name: 'breaker', label: 'Breaker', words: 'rolls back when the candidate fails many times in a row' },
] as const;

/** The detectors that roll a route back by themselves; to switch one off is possible, and said. */
export function GuardFields({ form }: { form: UseFormReturn<SettingsForm> }) {
  const values = useWatch({ control: form.control });
  const off = detectors.filter(({ name }) => values[name] === false);
  return (
    <fieldset className="space-y-1.5">
      <legend className="mb-1.5 text-xs font-medium">Guard</legend>
      {detectors.map(({ name, label, words }) => (
        <label key={name} className="flex items-start gap-2.5">
          <input
            type="checkbox"
            className="mt-0.75 size-3.5 accent-[var(--candidate)]"
            {...form.register(name)}
          />
          <span>
            <span className="font-medium">{label}</span> <span className="text-ink-2">{words}</span>
          </span>
        </label>
      ))}
      {off.length === 0 ? null : (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-xs text-pretty text-warn">
          Without {listInWords(off.map(({ label }) => label.toLowerCase()))} the candidate may go on answering
          clients wrongly until somebody looks.
        </p>
      )}
    </fieldset>
  );
}
