import type { EvidenceBundle } from '@delta-guard/gate';
import { counted, formatCount, formatRate } from '../../client/format.ts';
import { notComparedWords } from '../../client/not-compared-words.ts';
import { absoluteTime } from '../../client/time-words.ts';
import { Panel } from '../ui/panel.tsx';
import { type Line, Lines } from './lines.tsx';

/** A window of a fleet is made of whole seconds: it holds as many comparisons as it is asked for, or a few more. */
function windowWords({ mismatches, comparisons, size }: EvidenceBundle['window']): string {
  const seen = `${counted(mismatches, 'mismatch', 'mismatches')} in the last ${counted(comparisons, 'comparison')}`;
  return `${seen}; at least ${formatCount(size)} are asked for`;
}

/** n, k, bounds, latency and coverage of the epoch at that moment. */
export function BundleFigures({ bundle }: { bundle: EvidenceBundle }) {
  const { epoch, latency, coverage, window } = bundle;
  const { lower, upper } = epoch.mismatchRateClassical;
  const lines: Line[] = [
    { name: 'Epoch', value: `${epoch.ordinal}, begun ${absoluteTime(epoch.startedAtMs)}` },
    {
      name: 'Mismatches',
      value: `${formatCount(epoch.mismatches)} of ${counted(epoch.comparisons, 'comparison')}`,
    },
    {
      name: 'Proven mismatch rate, at most',
      value: `${formatRate(epoch.mismatchRateUpper)} at an error of ${formatRate(epoch.alpha)}`,
    },
    {
      name: 'With all not compared as mismatches',
      value: formatRate(epoch.mismatchRateUpperWorstCase),
    },
    { name: 'Evidence', value: `ln E ${epoch.lnEvidence.toPrecision(4)}` },
    { name: 'Classical interval, one look', value: `${formatRate(lower)} to ${formatRate(upper)}` },
    {
      name: 'Window',
      value: windowWords(window),
    },
    {
      name: `Slower by more than ${latency.limitMs} ms`,
      value: `${formatCount(latency.exceedances)} of ${formatCount(latency.pairs)}, proven at most ${formatRate(latency.exceedanceRateUpper)}`,
    },
    {
      name: 'Coverage',
      value: `${formatRate(coverage.share)} of ${counted(coverage.eligible, 'eligible exchange')}`,
    },
    ...(Object.keys(coverage.notCompared).length > 0
      ? [{ name: 'Not compared', value: notComparedWords(coverage.notCompared) }]
      : []),
  ];
  return (
    <Panel title="Figures">
      <Lines lines={lines} />
    </Panel>
  );
}
