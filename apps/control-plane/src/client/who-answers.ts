import type { RouteRow } from '../contract.ts';
import { formatCount } from './format.ts';
import { stageWords } from './stage-words.ts';

export interface WhoAnswers {
  /** `ordered`: not every instance obeys, so that nobody knows who answers. `failing`: the legacy has to help out. */
  state: 'known' | 'ordered' | 'failing';
  short: string;
  sentence: string;
}

/** Whether every instance serves the route as it was ordered. */
export function isInForce({ appliedBy }: Pick<RouteRow, 'appliedBy'>): boolean {
  return appliedBy.total > 0 && appliedBy.applied === appliedBy.total;
}

/** The last minute's fallbacks of a route whose clients should get the candidate's answers; null where there were none. */
export function fallingBack({
  stage,
  recentFallbacks,
}: RouteRow): { fallbacks: number; requests: number } | null {
  if (stageWords[stage].answerer === 'legacy' || recentFallbacks === undefined) return null;
  return recentFallbacks.fallbacks > 0 ? recentFallbacks : null;
}

/** Who answers clients of a route: as a fact only where it is one. */
export function whoAnswers(route: RouteRow): WhoAnswers {
  const { answers, sentence } = stageWords[route.stage];
  const failing = failureWords(route);
  if (isInForce(route)) {
    if (failing === null) return { state: 'known', short: answers, sentence };
    return { state: 'failing', short: failing, sentence: `${failing}.` };
  }
  const where = notInForceWords(route);
  const ordered = `Ordered: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)} ${where}.`;
  return {
    state: failing === null ? 'ordered' : 'failing',
    short: failing ?? `ordered: ${answers}; ${where.charAt(0).toLowerCase()}${where.slice(1)}`,
    sentence: failing === null ? ordered : `${ordered} ${failing}.`,
  };
}

function failureWords(route: RouteRow): string | null {
  const failing = fallingBack(route);
  if (failing === null) return null;
  const { fallbacks, requests } = failing;
  return `The candidate fails: the legacy answered ${formatCount(fallbacks)} of the last ${formatCount(requests)}`;
}

function notInForceWords({ appliedBy: { applied, total } }: RouteRow): string {
  if (total === 0) return 'No instance is connected';
  return `Not yet in force on ${total - applied} of ${total} instances`;
}
