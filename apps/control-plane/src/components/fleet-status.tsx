'use client';

import Link from 'next/link';
import { appliedWords } from '../client/applied-words.ts';
import { useNow } from '../client/now.ts';
import type { AppliedBy } from '../contract.ts';
import { Mark } from './ui/mark.tsx';

/** Which instances obey the newest configuration, in words. */
export function FleetStatus({ appliedBy, revision }: { appliedBy: AppliedBy; revision: number }) {
  const now = useNow();
  const words = appliedWords(appliedBy, now);
  return (
    <Link
      href="/instances"
      className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5 hover:text-ink hover:underline"
    >
      <Mark mood={words.done ? 'good' : 'warn'} />
      <span>
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
