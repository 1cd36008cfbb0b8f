import { ReferenceArea } from 'recharts';
import type { Span } from '../../client/empty-spans.ts';

/** Times in which nothing was compared, so that a hole in a curve is not taken for a fault of the chart. */
export function emptyBands(spans: readonly Span[]) {
  return spans.map(({ fromMs, toMs }) => (
    <ReferenceArea
      key={fromMs}
      x1={fromMs}
      x2={toMs}
      fill="var(--control)"
      fillOpacity={0.14}
      stroke="none"
      ifOverflow="hidden"
    />
  ));
}

/** What a legend says of them; nothing where there are none. */
export function emptyLegend(spans: readonly Span[]) {
  return spans.length === 0
    ? []
    : [{ label: 'nothing compared', colour: 'var(--control)', shape: 'band' as const }];
}
