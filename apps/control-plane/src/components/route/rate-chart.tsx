'use client';

import {
  Area,
  CartesianGrid,
  ComposedChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Span } from '../../client/empty-spans.ts';
import { counted, formatCount, formatRate } from '../../client/format.ts';
import type { RateChart, RatePoint } from '../../client/series-charts.ts';
import { absoluteTime } from '../../client/time-words.ts';
import { pointOf, timeAxisProps, valueAxisProps } from './chart-axes.ts';
import { ChartFrame, TooltipCard } from './chart-frame.tsx';
import { emptyBands, emptyLegend } from './empty-bands.tsx';

const percent = (value: number) => formatRate(value / 100);

export function RateChartView({ chart, empty }: { chart: RateChart; empty: readonly Span[] }) {
  const boundColour =
    chart.boundPercent !== null && chart.boundPercent < chart.limitPercent ? 'var(--good)' : 'var(--control)';
  const mismatches = chart.points.reduce((sum, point) => sum + point.mismatches, 0);
  const comparisons = chart.points.reduce((sum, point) => sum + point.comparisons, 0);
  return (
    <ChartFrame
      title="Mismatch rate"
      summary={`${counted(mismatches, 'mismatch', 'mismatches')} in ${counted(comparisons, 'comparison')} in this time; the limit is ${percent(chart.limitPercent)}.`}
      legend={[
        { label: 'mismatches', colour: 'var(--bad)' },
        { label: `limit ${percent(chart.limitPercent)}`, colour: 'var(--ink)', dashed: true },
        ...(chart.boundPercent === null
          ? []
          : [{ label: `epoch’s bound ${percent(chart.boundPercent)}`, colour: boundColour }]),
        ...emptyLegend(empty),
      ]}
    >
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={chart.points} margin={{ top: 6, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          {emptyBands(empty)}
          <XAxis {...timeAxisProps(chart.points)} />
          <YAxis
            domain={[0, chart.topPercent]}
            ticks={chart.ticks}
            tickFormatter={percent}
            {...valueAxisProps}
          />
          <Tooltip
            cursor={{ stroke: 'var(--control)' }}
            isAnimationActive={false}
            content={({ active, payload }) => (
              <RateTooltip point={active ? pointOf<RatePoint>(payload) : null} />
            )}
          />
          <Area
            dataKey="ratePercent"
            type="stepAfter"
            stroke="var(--bad)"
            strokeWidth={1.5}
            fill="var(--bad)"
            fillOpacity={0.1}
            connectNulls={false}
            isAnimationActive={false}
            dot={false}
          />
          {chart.boundPercent !== null && chart.boundPercent <= chart.topPercent ? (
            <ReferenceLine y={chart.boundPercent} stroke={boundColour} strokeWidth={1.5} />
          ) : null}
          <ReferenceLine y={chart.limitPercent} stroke="var(--ink)" strokeDasharray="4 3" />
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function RateTooltip({ point }: { point: RatePoint | null }) {
  if (point === null) return null;
  return (
    <TooltipCard
      title={absoluteTime(point.atMs)}
      rows={[
        {
          label: 'Mismatch rate',
          value: point.ratePercent === null ? 'nothing compared' : percent(point.ratePercent),
        },
        { label: 'Mismatches', value: formatCount(point.mismatches) },
        { label: 'Comparisons', value: formatCount(point.comparisons) },
      ]}
    />
  );
}
