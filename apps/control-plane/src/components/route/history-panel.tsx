import { History } from 'lucide-react';
import { historyVerbWords } from '../../client/history-words.ts';
import type { HistoryRow } from '../../contract.ts';
import { EmptyFace } from '../ui/faces.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

export function HistoryPanel({ history }: { history: readonly HistoryRow[] }) {
  return (
    <Panel title="History">
      {history.length === 0 ? (
        <EmptyFace icon={<History />} title="Nothing has happened yet">
          Each change of stage, policy or rules is written down here, with who did it.
        </EmptyFace>
      ) : (
        <ol>
          {history.map((row) => (
            <li key={row.id} className="border-b border-line px-4 py-2.5 last:border-b-0">
              <div className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-medium">{historyVerbWords(row.verb)}</span>
                <span className="text-xs text-ink-3">
                  by {row.actor}, <When atMs={row.atMs} />
                </span>
              </div>
              {row.detail ? (
                <p className="mt-0.5 text-xs text-pretty break-words text-ink-2">{row.detail}</p>
              ) : null}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
