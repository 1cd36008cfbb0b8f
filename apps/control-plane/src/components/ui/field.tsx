import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

const inputClass =
  'w-full min-w-0 rounded-md border border-control bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3 aria-invalid:border-bad disabled:bg-sunken disabled:text-ink-3';

interface FieldProps {
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}

/** A labelled control; give the control `id`, and `aria-describedby` of `${id}-note`. */
export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-xs font-medium text-ink">
        {label}
      </label>
      {children}
      <div id={`${id}-note`} className="text-xs" aria-live="polite">
        {error ? (
          <p className="text-bad">{error}</p>
        ) : hint ? (
          <p className="text-pretty text-ink-3">{hint}</p>
        ) : null}
      </div>
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={clsx(inputClass, 'h-8', className)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={clsx(inputClass, 'py-1.5', className)} {...rest} />;
}

export function SelectInput({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={clsx(inputClass, 'h-8 pr-7', className)} {...rest} />;
}
