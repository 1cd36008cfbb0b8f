'use client';

import { useWatch } from 'react-hook-form';
import { actionOptions, rulePlaceKinds } from '../../client/rule-actions.ts';
import { Field, SelectInput } from '../ui/field.tsx';
import { codeInput, TextField } from '../ui/text-field.tsx';
import type { RuleFormApi } from './rule-dialog.tsx';

const placeNames = { body: 'Body', header: 'Header', cookie: 'Cookie', status: 'Status' } as const;

export function RulePlaceFields({ form }: { form: RuleFormApi }) {
  const [place, action] = useWatch({ control: form.control, name: ['place', 'action'] });
  const { errors } = form.formState;
  return (
    <div className="grid gap-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <Field id="rule-place" label="Place">
        <SelectInput
          id="rule-place"
          {...form.register('place', {
            onChange: (event) => {
              const next = rulePlaceKinds.find((kind) => kind === event.target.value);
              if (next && !actionOptions[action].places.includes(next)) form.setValue('action', 'ignore');
            },
          })}
        >
          {rulePlaceKinds.map((kind) => (
            <option key={kind} value={kind}>
              {placeNames[kind]}
            </option>
          ))}
        </SelectInput>
      </Field>
      {place === 'body' ? (
        <TextField
          id="rule-path"
          label="Path"
          error={errors.path?.message}
          hint="JSONPath: $.a.b one field, [*] every element, $..name at any depth"
          {...codeInput}
          {...form.register('path')}
        />
      ) : null}
      {place === 'header' || place === 'cookie' ? (
        <TextField
          id="rule-name"
          label="Name"
          error={errors.name?.message}
          hint={place === 'header' ? 'In any case, such as x-request-id' : 'As it is written'}
          {...codeInput}
          {...form.register('name')}
        />
      ) : null}
    </div>
  );
}
