'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import { Mark } from '../ui/mark.tsx';
import { When } from '../ui/when.tsx';

/** A freeze is said on every page, so that nobody wonders why a gate is shut. */
export function FreezeBanner() {
  const trpc = useTRPC();
  const { data } = useScreen(useQuery(trpc.routes.screen.queryOptions()));
  if (!data?.freeze.frozen) return null;
  const { words, untilMs } = data.freeze;
  return (
    <div
      role="status"
      className="mb-4 flex items-start gap-2.5 rounded-lg border border-warn/40 bg-warn-soft px-4 py-2.5 print:hidden"
    >
      <Mark mood="warn" className="mt-0.75" />
      <p className="text-pretty">
        {words} Rollbacks work as always.
        {untilMs === null ? null : (
          <>
            {' '}
            It ends <When atMs={untilMs} />.
          </>
        )}
      </p>
    </div>
  );
}
