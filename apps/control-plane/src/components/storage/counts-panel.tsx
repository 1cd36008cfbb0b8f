'use client';

import { formatBytes } from '../../client/format.ts';
import type { StorageScreen } from '../../contract.ts';
import { DownloadLink } from '../ui/download-link.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

/** How far back counts reach, and how fine they are there. */
export function CountsPanel({ counts }: { counts: StorageScreen['counts'] }) {
  const rows = [
    { what: 'Each second', kept: 'for 2 hours', fromMs: counts.secondsFromMs },
    { what: 'Each minute', kept: 'for 30 days', fromMs: counts.minutesFromMs },
    { what: 'Each hour', kept: 'for 2 years', fromMs: counts.hoursFromMs },
  ];
  return (
    <Panel
      title="Counts"
      note="the evidence itself; nothing is lost when it gets coarser"
      aside={
        <>
          <DownloadLink of="tallies">Counts</DownloadLink>
          <DownloadLink of="evidence">Evidence</DownloadLink>
          <span className="text-xs text-ink-3">{formatBytes(counts.bytes)}</span>
        </>
      }
    >
      <ul>
        {rows.map(({ what, kept, fromMs }) => (
          <li
            key={what}
            className="flex flex-wrap gap-x-3 border-b border-line px-4 py-2 text-xs last:border-b-0"
          >
            <span className="w-24 font-medium">{what}</span>
            <span className="text-ink-2">{kept}</span>
            <span className="ml-auto text-ink-3">
              {fromMs === null ? (
                'none yet'
              ) : (
                <>
                  oldest <When atMs={fromMs} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
