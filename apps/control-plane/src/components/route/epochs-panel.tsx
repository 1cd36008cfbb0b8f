import clsx from 'clsx';
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
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-3 [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">Epoch</th>
            <th scope="col">Begun</th>
            <th scope="col" className={wideCell}>
              Build
            </th>
            <th scope="col" className={clsx(wideCell, 'text-right')}>
              Comparisons
            </th>
            <th scope="col" className="text-right">
              Mismatches
            </th>
            <th scope="col" className={wideCell}>
              From
            </th>
            <th scope="col" className={wideCell}>
              To
            </th>
          </tr>
        </thead>
        <tbody>
          {epochs.map((epoch) => (
            <EpochLine key={epoch.ordinal} epoch={epoch} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const wideCell = 'max-md:hidden';

/** On a narrow screen what has no column of its own stands below its neighbour. */
function EpochLine({ epoch }: { epoch: EpochRow }) {
  const { build, comparisons, mismatches } = epoch;
  const named = <span className="font-mono text-xs break-all">{build}</span>;
  return (
    <tr className="border-b border-line align-top last:border-b-0 [&>*]:px-4 [&>*]:py-2">
      <th scope="row" className="text-left font-semibold">
        {epoch.ordinal}
      </th>
      <td>
        {epochCauseWords(epoch.startedBy)}
        <div className="text-xs text-ink-2 md:hidden">
          <From epoch={epoch} /> to <Until epoch={epoch} />
          {build === null ? null : <div>build {named}</div>}
        </div>
      </td>
      <td className={wideCell}>{build === null ? <span className="text-ink-3">not named</span> : named}</td>
      <td className={clsx(wideCell, 'text-right whitespace-nowrap tabular-nums')}>
        {formatCount(comparisons)}
      </td>
      <td className="text-right tabular-nums">
        {formatCount(mismatches)}
        <div className="text-xs text-ink-2 md:hidden">of {formatCount(comparisons)}</div>
      </td>
      <td className={clsx(wideCell, 'whitespace-nowrap text-ink-2')}>
        <From epoch={epoch} />
      </td>
      <td className={clsx(wideCell, 'whitespace-nowrap text-ink-2')}>
        <Until epoch={epoch} />
      </td>
    </tr>
  );
}

function From({ epoch }: { epoch: EpochRow }) {
  return <When atMs={epoch.startedAtMs} />;
}

function Until({ epoch }: { epoch: EpochRow }) {
  if (epoch.endedAtMs === null) return <span className="font-medium text-ink">now</span>;
  return <When atMs={epoch.endedAtMs} />;
}
