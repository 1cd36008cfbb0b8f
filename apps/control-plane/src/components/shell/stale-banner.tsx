'use client';

import { useLive } from '../../client/live.tsx';
import { clockTimeWithSeconds } from '../../client/time-words.ts';
import { Mark } from '../ui/mark.tsx';

/** Figures that are no longer true look just like those that are, so the page says it in large. */
export function StaleBanner() {
  const { staleSinceMs } = useLive();
  if (staleSinceMs === null) return null;
  return (
    <div
      role="alert"
      className="mb-4 flex items-start gap-2.5 rounded-lg border border-bad/40 bg-bad-soft px-4 py-2.5"
    >
      <Mark mood="bad" className="mt-0.75" />
      <p className="text-pretty">
        <span className="font-medium">The control plane does not answer.</span> What you see is as of{' '}
        {clockTimeWithSeconds(staleSinceMs)}. Proxies go on serving clients with their last configuration;
        promotions and rollbacks from here will not work until it is back.
      </p>
    </div>
  );
}
