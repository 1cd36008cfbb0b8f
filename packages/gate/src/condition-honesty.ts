import type { GateCondition } from './decision.ts';
import { countInWords, durationInWords, percentBeside, percentInWords, plural } from './figures-in-words.ts';
import { forecastMs } from './forecast.ts';
import type { EpochCounts, FlowInstance, GateInput } from './gate-input.ts';

/** Condition 4: nearly all eligible exchanges got a verdict. */
export function coverageCondition(input: GateInput): GateCondition {
  const { comparisons, eligible } = input.counts;
  const limit = input.policy.coverageMin;
  const base = { id: 'coverage' as const, limit, unit: 'fraction' as const, metAtMs: null };
  if (eligible === 0) {
    return {
      ...base,
      met: false,
      figure: null,
      words: 'No eligible exchange has been seen in this epoch yet.',
    };
  }
  const figure = comparisons / eligible;
  const met = figure >= limit;
  const share = `${percentBeside(figure, limit)} of ${plural(eligible, 'eligible exchange', 'eligible exchanges')} got a verdict`;
  if (met)
    return { ...base, met, figure, words: `${share}; at least ${percentInWords(limit, 6)} is needed.` };
  const missed = plural(eligible - comparisons, 'was', 'were');
  const outlook = outlookOf(input, limit);
  return {
    ...base,
    met,
    figure,
    words: `${share}, ${percentInWords(limit, 6)} is needed: ${missed} not compared${outlook.words}.`,
    metAtMs: outlook.metAtMs,
  };
}

/** Eligible exchanges after which coverage will be met if this share of them is compared; infinite where it never is. */
function exchangesNeeded({ comparisons, eligible }: EpochCounts, limit: number, share: number): number {
  if (!(share > limit)) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.ceil((limit * eligible - comparisons) / (share - limit)));
}

function outlookOf(input: GateInput, limit: number): { words: string; metAtMs: number | null } {
  const { counts, recentCoverage, comparisonsPerSecond, nowMs } = input;
  const clean = exchangesNeeded(counts, limit, 1);
  if (!Number.isFinite(clean)) return { words: ', and only a new epoch can be without them', metAtMs: null };
  const repair = `, which ${countInWords(clean)} more without a miss would outweigh`;
  if (recentCoverage === undefined)
    return { words: `${repair}; when cannot be told, for none has come of late`, metAtMs: null };
  const share = percentBeside(recentCoverage, limit);
  const needed = exchangesNeeded(counts, limit, recentCoverage);
  if (!Number.isFinite(needed))
    return { words: `${repair}; with the ${share} of late it will not be met`, metAtMs: null };
  return {
    words: recentCoverage < 1 ? `${repair}, or ${countInWords(needed)} with the ${share} of late` : repair,
    metAtMs: forecastMs(nowMs, needed, comparisonsPerSecond / recentCoverage),
  };
}

/** Condition 8: what the fleet reports is complete and fresh. */
export function flowCondition(input: GateInput): GateCondition {
  const active = input.instances.filter((instance) => !instance.retired);
  const base = { id: 'flow' as const, unit: 'count' as const, metAtMs: null };
  if (active.length === 0) {
    return {
      ...base,
      met: false,
      figure: 0,
      limit: 1,
      words: 'No proxy is connected, so nothing is known about traffic.',
    };
  }
  const troubles = active.flatMap((instance) => trouble(instance, input.policy.lagLimitMs));
  const met = troubles.length === 0;
  return {
    ...base,
    met,
    figure: active.length - troubles.length,
    limit: active.length,
    words: met
      ? `${active.length === 1 ? 'The proxy is connected,' : `All ${active.length} proxies are connected, each`} with a lag under ${durationInWords(input.policy.lagLimitMs)}.`
      : `${listed(troubles)}: wait for it, or retire it if it will not come back.`,
  };
}

function trouble(instance: FlowInstance, lagLimitMs: number): string[] {
  if (!instance.connected) return [`${instance.name} is not connected`];
  if (instance.lagMs === null) return [`${instance.name} has not reported yet`];
  if (!(instance.lagMs < lagLimitMs)) {
    return [
      `${instance.name} lags ${durationInWords(instance.lagMs)} behind (limit ${durationInWords(lagLimitMs)})`,
    ];
  }
  return [];
}

function listed(troubles: string[]): string {
  const shown = troubles.slice(0, 3).join(', ');
  return troubles.length > 3 ? `${shown} and ${troubles.length - 3} more` : shown;
}
