import type { EvidenceBundle } from '@delta-guard/gate';
import { conditionFigure, conditionNames } from '../../client/gate-words.ts';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';

/** Each condition of the gate with its figure and limit at that moment. */
export function BundleGate({ bundle: { gate } }: { bundle: EvidenceBundle }) {
  const unmet = gate.conditions.filter(({ met }) => !met).length;
  return (
    <Panel
      title="Gate"
      className="mb-4"
      note={
        gate.open ? 'open: every condition was met' : `closed: ${unmet} of ${gate.conditions.length} not met`
      }
    >
      <ul className="divide-y divide-line">
        {gate.conditions.map(({ id, met, figure, limit, unit, words }) => (
          <li key={id} className="flex items-start gap-2.5 px-4 py-2">
            <Mark mood={met ? 'good' : 'bad'} className="mt-0.75" />
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap justify-between gap-x-3">
                <span className="font-medium">
                  {conditionNames[id]}
                  <span className="sr-only">{met ? ' met' : ' not met'}</span>
                </span>
                <span className="text-xs">
                  {conditionFigure(figure, unit)}{' '}
                  <span className="text-ink-3">/ {conditionFigure(limit, unit)}</span>
                </span>
              </div>
              <p className="text-xs text-pretty text-ink-2">{words}</p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
