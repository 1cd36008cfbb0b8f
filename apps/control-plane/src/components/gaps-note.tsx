'use client';

import Link from 'next/link';
import type { GapRow } from '../contract.ts';
import { Mark } from './ui/mark.tsx';
import { When } from './ui/when.tsx';

/** What is known to be missing from the evidence; silence about it would make the figures look better than they are. */
export function GapsNote({ gaps }: { gaps: readonly GapRow[] }) {
  const [newest] = gaps;
  if (!newest) return null;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-2 gap-y-1 rounded-lg border border-warn/40 bg-warn-soft px-4 py-2">
      <Mark mood="warn" />
      <span>
        Evidence is known to be missing: {newest.instance}, {newest.reason} (<When atMs={newest.atMs} />)
        {gaps.length > 1 ? `, and ${gaps.length - 1} more` : ''}.
      </span>
      <Link href="/instances#gaps" className="ml-auto text-xs font-medium text-candidate hover:underline">
        See the gaps
      </Link>
    </div>
  );
}
