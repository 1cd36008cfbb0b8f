'use client';

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Span } from '../../client/empty-spans.ts';
import { formatMs, formatOverheadMs } from '../../client/format.ts';
import type { OverheadChart, OverheadPoint } from '../../client/series-charts.ts';
import { absoluteTime } from '../../client/time-words.ts';
import { pointOf, timeAxisProps, valueAxisProps } from './chart-axes.ts';
import { ChartFrame, TooltipCard } from './chart-frame.tsx';
import { emptyBands, emptyLegend } from './empty-bands.tsx';

const tickLabel = (ms: number) => `${Number(ms.toPrecision(4)).toLocaleString('en-US')} ms`;

export function OverheadChartView({ chart, empty }: { chart: OverheadChart; empty: readonly Span[] }) {
  const last = chart.points.findLast((point) => point.p99Ms !== null);
  return (
    <ChartFrame
      title="Paired overhead (candidate less legacy)"
      summary={
        last
          ? `Last seen: p50 ${formatOverheadMs(last.p50Ms)}, p99 ${formatOverheadMs(last.p99Ms)}; the limit is ${formatMs(chart.limitMs)}.`
          : 'Nothing was timed.'
      }
      legend={[
        { label: 'p99', colour: 'var(--candidate)' },
        { label: 'p50', colour: 'var(--legacy)' },
        { label: `limit ${tickLabel(chart.limitMs)}`, colour: 'var(--ink)', dashed: true },
        ...emptyLegend(empty),
      ]}
    >
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={chart.points} margin={{ top: 6, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          {emptyBands(empty)}
          <XAxis {...timeAxisProps(chart.points)} />
          <YAxis
            domain={[chart.bottomMs, chart.topMs]}
            ticks={chart.ticks}
            tickFormatter={tickLabel}
            {...valueAxisProps}
          />
          <Tooltip
            cursor={{ stroke: 'var(--control)' }}
            isAnimationActive={false}
            content={({ active, payload }) => (
              <OverheadTooltip point={active ? pointOf<OverheadPoint>(payload) : null} />
            )}
          />
          {chart.bottomMs < 0 ? <ReferenceLine y={0} stroke="var(--line-strong)" /> : null}
          <ReferenceLine y={chart.limitMs} stroke="var(--ink)" strokeDasharray="4 3" />
          <Line
            dataKey="p50Ms"
            stroke="var(--legacy)"
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
            connectNulls={false}
          />
          <Line
            dataKey="p99Ms"
            stroke="var(--candidate)"
            strokeWidth={1.75}
            dot={false}
            isAnimationActive={false}
            connectNulls={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function OverheadTooltip({ point }: { point: OverheadPoint | null }) {
  if (point === null) return null;
  return (
    <TooltipCard
      title={absoluteTime(point.atMs)}
      rows={[
        { label: 'p99', value: formatOverheadMs(point.p99Ms) },
        { label: 'p50', value: formatOverheadMs(point.p50Ms) },
      ]}
    />
  );
}
