import type { GateCondition } from '@delta-guard/gate';
import { formatCount, formatDuration, formatRate, formatUpperBound } from './format.ts';

/** What an unmet condition still wants, in a few words for a table's cell; the whole sentence is in `words`. */
export function conditionShort({ id, figure, limit, unit }: GateCondition): string {
  if (figure === null)
    return id === 'evidence' || id === 'latency' ? 'no comparisons yet' : 'not measured yet';
  switch (id) {
    case 'window':
      return unit === 'count'
        ? `${formatCount(figure)} of ${formatCount(limit)}`
        : `${formatRate(figure)} mismatches`;
    case 'evidence':
      return `proven only to ${formatUpperBound(figure)}`;
    case 'latency':
      return `slow share up to ${formatUpperBound(figure)}`;
    case 'coverage':
      return `${formatRate(figure)} compared`;
    case 'soak':
      return `${formatDuration(figure)} of ${formatDuration(limit)}`;
    case 'calm':
      return figure > 0 ? 'cooling down' : 'on hold';
    case 'spread':
      return unit === 'count'
        ? `${formatCount(figure)} of ${formatCount(limit)}`
        : `one target is ${formatRate(figure)}`;
    case 'flow':
      return limit <= 1 && figure === 0
        ? 'no instance reports'
        : `${formatCount(figure)} of ${formatCount(limit)} instances report`;
  }
}
