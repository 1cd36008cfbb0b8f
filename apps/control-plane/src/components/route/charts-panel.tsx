'use client';

import { ChartLine } from 'lucide-react';
import { useMemo } from 'react';
import { emptySpans } from '../../client/empty-spans.ts';
import { prepareOverheadChart, prepareRateChart } from '../../client/series-charts.ts';
import { type Range, type RouteScreen, ranges } from '../../contract.ts';
import { EmptyFace } from '../ui/faces.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { OverheadChartView } from './overhead-chart.tsx';
import { RateChartView } from './rate-chart.tsx';

interface ChartsPanelProps {
  screen: RouteScreen;
  range: Range;
  onRange: (range: Range) => void;
}

const rangeOptions = ranges.map((range) => ({ value: range, label: range }));

export function ChartsPanel({ screen, range, onRange }: ChartsPanelProps) {
  const { route, series } = screen;
  const policy = route.thresholds;
  const bound = route.epoch?.mismatchRateUpper ?? null;
  const rate = useMemo(
    () => prepareRateChart({ series, limit: policy.mismatchRateLimit, bound }),
    [series, policy.mismatchRateLimit, bound],
  );
  const overhead = useMemo(
    () => prepareOverheadChart(series, policy.overheadLimitMs),
    [series, policy.overheadLimitMs],
  );
  const empty = useMemo(() => emptySpans(series), [series]);
  return (
    <Panel
      title="Over time"
      className="mb-4"
      aside={<Segmented label="Range" value={range} options={rangeOptions} onChange={onRange} />}
    >
      {series.length === 0 ? (
        <EmptyFace icon={<ChartLine />} title="Nothing was compared in this time">
          Figures appear with the first comparison. A route in off compares nothing.
        </EmptyFace>
      ) : (
        <div className="grid gap-x-8 gap-y-6 p-4 xl:grid-cols-2">
          <RateChartView chart={rate} empty={empty} />
          <OverheadChartView chart={overhead} empty={empty} />
        </div>
      )}
    </Panel>
  );
}
