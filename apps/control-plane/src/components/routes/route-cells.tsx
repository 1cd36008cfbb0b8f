import clsx from 'clsx';
import { boundScale } from '../../client/bound-scale.ts';
import { counted, formatCount, formatOverheadMs, formatRate, formatUpperBound } from '../../client/format.ts';
import { isMismatching, isSlow } from '../../client/route-verdict.ts';
import type { RouteFacts } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import { BoundBar } from './bound-bar.tsx';

export function WindowCell({ route }: { route: RouteFacts }) {
  const { size, comparisons, mismatches } = route.window;
  if (comparisons === 0) return <span className="text-ink-3">–</span>;
  const failing = isMismatching(route);
  const full = comparisons >= size;
  return (
    <div className="space-y-1">
      <div className={clsx('flex items-center gap-1.5', failing && 'font-medium text-bad')}>
        {failing ? <Mark mood="bad" /> : mismatches === 0 && full ? <Mark mood="good" /> : null}
        {formatCount(mismatches)} {mismatches === 1 ? 'differs' : 'differ'}
      </div>
      <div
        className="text-xs whitespace-nowrap text-ink-3"
        title={`The newest whole seconds that hold at least ${counted(size, 'comparison')}`}
      >
        {full ? `of the last ${formatCount(comparisons)}` : `of ${formatCount(comparisons)}, not full`}
      </div>
    </div>
  );
}

export function RateCell({ route }: { route: RouteFacts }) {
  const { epoch } = route;
  if (epoch === null || epoch.comparisons === 0) return <span className="text-ink-3">–</span>;
  const limit = route.thresholds.mismatchRateLimit;
  const scale = boundScale({ rate: epoch.mismatchRate, upper: epoch.mismatchRateUpper, limit });
  return (
    <div className="space-y-1">
      <div className="flex items-baseline justify-between gap-2 whitespace-nowrap">
        <span className={clsx('font-medium', scale.rateAbove && 'text-bad')}>
          {formatRate(epoch.mismatchRate)}
        </span>
        <span className="text-xs text-ink-3">
          <span className={clsx(scale.below ? 'text-good' : 'text-ink-2')}>
            <span className="sr-only">, at most </span>
            <span aria-hidden>≤ </span>
            {formatUpperBound(epoch.mismatchRateUpper)}
          </span>
          <span className="sr-only">, limit </span>
          <span aria-hidden> / </span>
          {formatRate(limit)}
        </span>
      </div>
      <BoundBar scale={scale} />
    </div>
  );
}

export function OverheadCell({ route }: { route: RouteFacts }) {
  if (route.overheadP99Ms === null) return <span className="text-ink-3">–</span>;
  const slow = isSlow(route);
  return (
    <div className="space-y-1">
      <div
        className={clsx(
          'flex items-center justify-end gap-1.5 whitespace-nowrap',
          slow && 'font-medium text-bad',
        )}
      >
        {slow ? <Mark mood="bad" /> : null}
        <span className="text-2xs font-normal text-ink-3">p99</span>
        {formatOverheadMs(route.overheadP99Ms)}
      </div>
      <div className="text-xs text-ink-3">
        <span className="text-2xs">p50</span> {formatOverheadMs(route.overheadP50Ms)}
      </div>
    </div>
  );
}
