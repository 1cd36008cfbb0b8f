import { formatCount } from '../../client/format.ts';
import { epochCauseWords } from '../../client/history-words.ts';
import type { EpochRow } from '../../contract.ts';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

/** The tries of a route at its proof, newest first. */
export function EpochsPanel({ epochs }: { epochs: readonly EpochRow[] }) {
  return (
    <Panel
      title="Epochs"
      className="mb-4"
      note="Each is a proof of its own, under one set of rules, policy and build."
    >
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line text-left text-xs text-ink-3 [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
              <th scope="col">Epoch</th>
              <th scope="col">Begun</th>
              <th scope="col">Build</th>
              <th scope="col" className="text-right">
                Comparisons
              </th>
              <th scope="col" className="text-right">
                Mismatches
              </th>
              <th scope="col">From</th>
              <th scope="col">To</th>
            </tr>
          </thead>
          <tbody>
            {epochs.map((epoch) => (
              <tr
                key={epoch.ordinal}
                className="border-b border-line last:border-b-0 [&>*]:px-4 [&>*]:py-2 [&>*]:whitespace-nowrap"
              >
                <th scope="row" className="text-left font-semibold">
                  {epoch.ordinal}
                </th>
                <td>{epochCauseWords(epoch.startedBy)}</td>
                <td className="max-w-48 truncate font-mono text-xs" title={epoch.build ?? undefined}>
                  {epoch.build ?? <span className="font-sans text-ink-3">not named</span>}
                </td>
                <td className="text-right tabular-nums">{formatCount(epoch.comparisons)}</td>
                <td className="text-right tabular-nums">{formatCount(epoch.mismatches)}</td>
                <td className="text-ink-2">
                  <When atMs={epoch.startedAtMs} />
                </td>
                <td className="text-ink-2">
                  {epoch.endedAtMs === null ? (
                    <span className="font-medium text-ink">running</span>
                  ) : (
                    <When atMs={epoch.endedAtMs} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
