'use client';

import { counted, formatBytes, formatCount } from '../../client/format.ts';
import type { StorageScreen } from '../../contract.ts';
import { Panel } from '../ui/panel.tsx';

/** Days of samples with what each takes; what goes next stands at the end. */
export function SampleDaysPanel({ samples: { days, bytes, keep } }: { samples: StorageScreen['samples'] }) {
  const largest = Math.max(1, ...days.map((day) => day.bytes));
  return (
    <Panel
      title="Samples"
      note={`kept for ${counted(keep.days, 'day')}, up to ${formatBytes(keep.bytes)} and ${formatCount(keep.perSignature)} of each signature`}
      aside={<span className="text-xs text-ink-3">{formatBytes(bytes)}</span>}
    >
      <ul className="px-4 py-2">
        {days.map(({ day, bytes: ofDay }) => (
          <li key={day} className="grid grid-cols-[6.5rem_1fr_5rem] items-center gap-3 py-1 text-xs">
            <span className="text-ink-2 tabular-nums">{dayWords(day)}</span>
            <span aria-hidden className="h-2 rounded-sm bg-sunken">
              <span
                className="block h-2 min-w-0.5 rounded-sm bg-candidate/60"
                style={{ width: `${(ofDay / largest) * 100}%` }}
              />
            </span>
            <span className="text-right text-ink-3 tabular-nums">{formatBytes(ofDay)}</span>
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-4 py-2 text-xs text-pretty text-ink-3">
        Whole days go, oldest first (UTC), never today. Samples that somebody keeps stay. Every mismatch stays
        counted, whether its sample is still there or not.
      </p>
    </Panel>
  );
}

function dayWords(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}
