'use client';

import { formatCount, formatMs } from '../../client/format.ts';
import type { StorageScreen } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

type Job = StorageScreen['jobs'][number];

/** What keeps the database small: when it last ran, and what it did. */
export function JobsPanel({ jobs }: { jobs: readonly Job[] }) {
  return (
    <Panel title="Upkeep" note="runs on one control plane at a time">
      {jobs.length === 0 ? (
        <p className="px-4 py-3 text-xs text-ink-2">Nothing has run yet.</p>
      ) : (
        <ul>
          {jobs.map((job) => (
            <li
              key={job.name}
              className="grid grid-cols-[1rem_1fr_auto] items-baseline gap-x-2 border-b border-line px-4 py-2 text-xs last:border-b-0"
            >
              <Mark mood={job.error === null ? 'good' : 'bad'} className="self-center" />
              <span className="font-medium first-letter:uppercase">{job.name}</span>
              <span className="text-ink-3">
                <When atMs={job.atMs} />, {formatMs(job.tookMs)}
              </span>
              <span className="col-start-2 col-span-2 text-pretty text-ink-2">
                {job.error ?? doneWords(job)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function doneWords({ done }: Job): string {
  const parts = Object.entries(done)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${formatCount(count)} ${what}`);
  return parts.length === 0 ? 'nothing was due' : parts.join(', ');
}
