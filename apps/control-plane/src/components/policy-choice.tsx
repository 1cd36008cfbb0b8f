'use client';

import clsx from 'clsx';
import { usePolicies } from '../client/use-policies.ts';

interface PolicyChoiceProps {
  value: string;
  onChange: (policy: string) => void;
}

/** Presets and own policies with what each proves, without flattery. */
export function PolicyChoice({ value, onChange }: PolicyChoiceProps) {
  const policies = usePolicies();
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1.5 text-xs font-medium">Policy</legend>
      {policies.map(({ name, proves }) => (
        <label
          key={name}
          className={clsx(
            'flex gap-3 rounded-md border px-3 py-2 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-candidate',
            name === value ? 'border-ink bg-sunken' : 'border-line hover:border-line-strong',
          )}
        >
          <input
            type="radio"
            name="policy"
            value={name}
            checked={name === value}
            onChange={() => onChange(name)}
            className="mt-0.75 size-3.5 accent-[var(--candidate)] outline-none"
          />
          <span>
            <span className="block font-medium">{name}</span>
            <span className="block text-xs text-pretty text-ink-2">{proves}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
