'use client';

import Link from 'next/link';
import { appliedWords } from '../client/applied-words.ts';
import { useReached } from '../client/live.tsx';
import { useNow } from '../client/now.ts';
import type { AppliedBy } from '../contract.ts';
import { Mark } from './ui/mark.tsx';

/** Which instances obey the newest configuration, in words. */
export function FleetStatus({ appliedBy, revision }: { appliedBy: AppliedBy; revision: number }) {
  const now = useNow();
  const words = appliedWords(appliedBy, now);
  const reached = useReached();
  return (
    <Link
      href="/instances"
      className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5 hover:text-ink hover:underline"
    >
      <Mark mood={reached ? (words.done ? 'good' : 'warn') : 'none'} />
      <span className={reached ? undefined : 'text-ink-3'}>
        {reached ? '' : 'As last heard: '}
        {words.done
          ? `${appliedBy.total === 1 ? 'The one instance obeys' : `All ${appliedBy.total} instances obey`} revision ${revision}`
          : appliedBy.total === 0
            ? 'No proxy is connected'
            : `${appliedBy.applied} of ${appliedBy.total} instances obey revision ${revision}`}
        {words.behind.length > 0 ? `; ${words.behind.join('; ')}` : ''}
      </span>
    </Link>
  );
}
