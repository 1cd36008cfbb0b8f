'use client';

import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Hint } from './hint.tsx';

/** A word with an explanation, within reach of pointer and keyboard. */
export function Term({
  hint,
  children,
  className,
}: {
  hint: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <Hint text={hint}>
      <button
        type="button"
        className={clsx(
          '!cursor-help text-left underline decoration-line-strong decoration-dotted underline-offset-3 hover:decoration-ink-3',
          className,
        )}
      >
        {children}
      </button>
    </Hint>
  );
}
