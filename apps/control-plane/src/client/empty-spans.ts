import type { SeriesPoint } from '../contract.ts';

export interface Span {
  fromMs: number;
  toMs: number;
}

type Point = Pick<SeriesPoint, 'atMs' | 'comparisons'>;

/**
 * Times in which nothing was compared, each from the last point before it to the first one after it, as a curve leaves
 * them out. The step that is running may be empty: its figures are on the way.
 */
export function emptySpans(series: readonly Point[]): Span[] {
  const spans: Span[] = [];
  const last = series.length - 1;
  for (let at = 0; at <= last; at += 1) {
    if (series[at]?.comparisons !== 0) continue;
    const first = at;
    while (at < last && series[at + 1]?.comparisons === 0) at += 1;
    if (first === last) break;
    const fromMs = series[Math.max(0, first - 1)]?.atMs ?? 0;
    const toMs = series[Math.min(last, at + 1)]?.atMs ?? 0;
    spans.push({ fromMs, toMs });
  }
  return spans;
}
