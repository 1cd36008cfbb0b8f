'use client';

import { counted, formatBytes } from '../../client/format.ts';
import type { StorageScreen } from '../../contract.ts';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

/** Events that could not be stored; not there at all where all is well. */
export function QuarantinePanel({ screen }: { screen: StorageScreen }) {
  const { quarantined, quarantinedTotal } = screen;
  if (quarantinedTotal === 0) return null;
  const more = quarantinedTotal - quarantined.length;
  return (
    <Panel
      id="quarantine"
      title="Quarantine"
      className="mb-4"
      note={`${counted(quarantinedTotal, 'event')} could not be stored and ${quarantinedTotal === 1 ? 'is' : 'are'} kept as ${quarantinedTotal === 1 ? 'it' : 'they'} came. A tally among them closes coverage: a new epoch proves without it.`}
    >
      <ul className="max-h-96 overflow-y-auto">
        {quarantined.map((row) => (
          <li
            key={`${row.instance} ${row.seq} ${row.atMs} ${row.reason}`}
            className="flex flex-wrap gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 text-xs last:border-b-0"
          >
            <span className="w-24 text-ink-2">
              <When atMs={row.atMs} />
            </span>
            <span className="w-16 font-medium">{row.type}</span>
            <span className="min-w-0 flex-1 font-mono break-words text-ink-2">{row.reason}</span>
            <span className="text-ink-3">
              {row.instance}, batch {row.seq}, {formatBytes(row.bytes)}
            </span>
          </li>
        ))}
        {more > 0 ? <li className="px-4 py-2 text-xs text-ink-3">and {counted(more, 'older one')}</li> : null}
      </ul>
    </Panel>
  );
}
