import type { ConditionId, GateCondition, GateDecision } from '@delta-guard/gate';
import type { RouteRow } from '../contract.ts';
import { formatCount, formatDuration, formatRate } from './format.ts';
import { isMismatching, isSlow } from './route-verdict.ts';

export const conditionNames: Record<ConditionId, string> = {
  window: 'Window',
  evidence: 'Evidence',
  latency: 'Latency',
  coverage: 'Coverage',
  soak: 'Soak',
  calm: 'Calm',
  spread: 'Spread',
  flow: 'Flow',
};

/** What each condition asks, for those who meet it the first time. */
export const conditionQuestions: Record<ConditionId, string> = {
  window: 'Is the window full, and its mismatch rate below the limit?',
  evidence: 'Is the mismatch rate of this epoch proven below the limit?',
  latency: 'Is it proven that the candidate is fast enough?',
  coverage: 'Were nearly all eligible exchanges really compared?',
  soak: 'Has the route been in this stage long enough?',
  calm: 'No cool-down and no freeze?',
  spread: 'Was the traffic spread over hours and targets?',
  flow: 'Is every instance connected and reporting in time?',
};

/** A figure or limit in the unit of its condition. */
export function conditionFigure(value: number | null, unit: GateCondition['unit']): string {
  if (value === null) return 'not measured yet';
  if (unit === 'fraction') return formatRate(value);
  if (unit === 'ms') return formatDuration(value);
  return formatCount(value);
}

export interface GateSummary {
  open: boolean;
  met: number;
  of: number;
  /** The condition to look at first: the unmet one that stands first in the gate's own order. */
  firstUnmet: GateCondition | null;
  /** When the last unmet condition is expected to be met; null where any of them cannot be told. */
  metAtMs: number | null;
}

export function summarizeGate(gate: GateDecision): GateSummary {
  const unmet = gate.conditions.filter((condition) => !condition.met);
  const times = unmet.map((condition) => condition.metAtMs);
  const known = times.filter((at) => at !== null);
  return {
    open: gate.open,
    met: gate.conditions.length - unmet.length,
    of: gate.conditions.length,
    firstUnmet: unmet[0] ?? null,
    metAtMs: unmet.length > 0 && known.length === times.length ? Math.max(...known) : null,
  };
}

/** `good` met, `bad` things go wrong, `warn` someone has to act, `waiting` a matter of time and traffic. */
export function conditionMood(
  { id, met, figure, metAtMs }: GateCondition,
  route: RouteRow,
): 'good' | 'bad' | 'warn' | 'waiting' {
  if (met) return 'good';
  switch (id) {
    case 'window':
    case 'evidence':
      return isMismatching(route) ? 'bad' : 'waiting';
    case 'latency':
      return isSlow(route) ? 'bad' : 'waiting';
    case 'coverage':
      return figure === null || metAtMs !== null ? 'waiting' : 'warn';
    case 'flow':
      return 'warn';
    case 'calm':
    case 'soak':
    case 'spread':
      return metAtMs === null && id === 'calm' ? 'warn' : 'waiting';
  }
}
