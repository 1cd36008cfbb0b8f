import type { NotComparedReason } from '@delta-guard/protocol';
import { formatCount } from './format.ts';

const reasons: Record<NotComparedReason, string> = {
  breakerOpen: 'breaker open',
  shadowBusy: 'too many shadow calls at once',
  tooLarge: 'too large',
  tooDeep: 'nested too deep',
  budget: 'comparison took too long',
  raced: 'data changed in between',
  clientGone: 'client went away',
  conditional: 'conditional request',
  legacyFailed: 'legacy failed',
  undecodable: 'could not be decoded',
  stopping: 'proxy was stopping',
};

/** Eligible exchanges without a verdict, by reason, most frequent first; null where there are none. */
export function notComparedWords(counts: Partial<Record<NotComparedReason, number>>): string | null {
  const seen = Object.keys(reasons)
    .filter((reason): reason is NotComparedReason => reason in counts)
    .map((reason) => ({ reason, count: counts[reason] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return seen.length === 0
    ? null
    : seen.map(({ reason, count }) => `${formatCount(count)} ${reasons[reason]}`).join(', ');
}
