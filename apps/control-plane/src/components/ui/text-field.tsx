import type { ComponentProps, ReactNode } from 'react';
import { Field, TextInput } from './field.tsx';

interface TextFieldProps extends ComponentProps<'input'> {
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

/** A labelled text input with its hint, or what is wrong with it. */
export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  return (
    <Field id={input.id} label={label} hint={hint} error={error}>
      <TextInput aria-describedby={`${input.id}-note`} aria-invalid={error !== undefined} {...input} />
    </Field>
  );
}

/** For names and paths, which nothing may correct. */
export const codeInput = { className: 'font-mono', autoComplete: 'off', spellCheck: false } as const;
