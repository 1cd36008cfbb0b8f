'use client';

import clsx from 'clsx';
import { useWatch } from 'react-hook-form';
import { type ActionField, actionOptions, actionsFor } from '../../client/rule-actions.ts';
import { Field, SelectInput } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { RuleFormApi } from './rule-dialog.tsx';

const fieldLabels: Record<ActionField, { label: string; hint?: string }> = {
  absolute: { label: 'By at most', hint: 'In the unit of the value' },
  relativePercent: { label: 'Or by at most, %', hint: 'Of the larger of the two' },
  withinMs: { label: 'Within, ms', hint: 'Empty: exactly the same instant' },
  key: { label: 'Paired by member', hint: 'Such as id; empty: by their whole value' },
  pattern: { label: 'Pattern', hint: 'RE2 syntax, which has no look-around and no back references' },
};

export function RuleActionFields({ form }: { form: RuleFormApi }) {
  const [place, action] = useWatch({ control: form.control, name: ['place', 'action'] });
  const { errors } = form.formState;
  const option = actionOptions[action];
  return (
    <>
      <Field id="rule-action" label="What it does" error={errors.action?.message} hint={option.hint}>
        <SelectInput id="rule-action" aria-describedby="rule-action-note" {...form.register('action')}>
          {actionsFor(place).map((name) => (
            <option key={name} value={name}>
              {actionOptions[name].label}
            </option>
          ))}
        </SelectInput>
      </Field>
      {option.fields.length > 0 ? (
        <div className={clsx('grid gap-3', option.fields.length > 1 && 'sm:grid-cols-2')}>
          {option.fields.map((name) => (
            <TextField
              key={name}
              id={`rule-${name}`}
              label={fieldLabels[name].label}
              error={errors[name]?.message}
              hint={fieldLabels[name].hint}
              className={name === 'pattern' ? 'font-mono' : undefined}
              autoComplete="off"
              spellCheck={false}
              {...form.register(name)}
            />
          ))}
        </div>
      ) : null}
    </>
  );
}
