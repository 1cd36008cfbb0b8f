'use client';

import { counted } from '../../client/format.ts';
import { useScrollTo } from '../../client/use-scroll-to.ts';
import type { GapRow } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

export function GapsPanel({ gaps }: { gaps: readonly GapRow[] }) {
  useScrollTo('gaps');
  return (
    <Panel id="gaps" title="Gaps" className="mb-4" note="What is known to be missing from the evidence.">
      {gaps.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-ink-2">
          <Mark mood="good" />
          Nothing is known to be missing: what the proxies reported is in the database.
        </p>
      ) : (
        <ul>
          {gaps.map((gap) => (
            <li
              key={`${gap.atMs}-${gap.instance}-${gap.reason}`}
              className="flex flex-wrap gap-x-4 gap-y-0.5 border-b border-line px-4 py-2.5 last:border-b-0"
            >
              <span className="w-28 text-xs text-ink-2">
                <When atMs={gap.atMs} />
              </span>
              <span className="font-medium">{gap.instance}</span>
              <span className="min-w-0 flex-1 text-pretty text-ink-2">{gap.reason}</span>
              <span className="text-xs text-ink-3">
                {gap.lostEvents === null ? 'amount unknown' : counted(gap.lostEvents, 'event')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
