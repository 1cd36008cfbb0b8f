'use client';

import clsx from 'clsx';
import { useNow } from '../../client/now.ts';
import { absoluteTime, relativeTime } from '../../client/time-words.ts';
import { Hint } from './hint.tsx';

/** A moment: relative in the text, in full on hover and focus. */
export function When({ atMs, className }: { atMs: number; className?: string }) {
  const now = useNow();
  const absolute = absoluteTime(atMs);
  return (
    <Hint text={absolute}>
      <time dateTime={new Date(atMs).toISOString()} className={clsx('whitespace-nowrap', className)}>
        {relativeTime(atMs, now)}
      </time>
    </Hint>
  );
}
