import { counted } from '../../client/format.ts';
import type { InstanceRow } from '../../contract.ts';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

const shownMax = 20;

/** Earlier runs: each start of a proxy has a spool of its own. */
export function RetiredPanel({ rows }: { rows: readonly InstanceRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Panel
      title="Earlier runs"
      note={rows.length > shownMax ? `the newest ${shownMax} of ${rows.length}` : undefined}
    >
      <ul>
        {rows.slice(0, shownMax).map((row) => (
          <li
            key={row.spool}
            className="flex flex-wrap gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 text-xs text-ink-2 last:border-b-0"
          >
            <span className="font-medium text-ink">{row.instance}</span>
            <span>{row.retiredAtMs === null ? 'sealed' : 'retired'}</span>
            <span>
              started <When atMs={row.startedAtMs} />, last heard <When atMs={row.lastSeenMs} />
            </span>
            <span className="ml-auto">{counted(row.ackedSeq, 'batch', 'batches')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
