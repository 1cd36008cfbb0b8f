import type { RouteFacts } from '../contract.ts';
import { counted, formatCount, formatRate } from './format.ts';
import { stageWords } from './stage-words.ts';

export interface WhoAnswers {
  /** `ordered`: not every instance obeys, so that nobody knows who answers. `failing`: the legacy has to help out, or nobody can. */
  state: 'known' | 'ordered' | 'failing';
  short: string;
  sentence: string;
}

/** Whether every instance serves the route as it was ordered. */
export function isInForce({ appliedBy }: Pick<RouteFacts, 'appliedBy'>): boolean {
  return appliedBy.total > 0 && appliedBy.applied === appliedBy.total;
}

/** The last minute's fallbacks of a route whose clients should get the candidate's answers; null where there were none. */
function fallingBack({ stage, recentFallbacks }: RouteFacts): { fallbacks: number; requests: number } | null {
  if (stageWords[stage].answerer === 'legacy' || recentFallbacks === undefined) return null;
  return recentFallbacks.fallbacks > 0 ? recentFallbacks : null;
}

/** Whether clients hear of a candidate that fails, or would but for the legacy. */
export function isCandidateFailing(route: RouteFacts): boolean {
  return fallingBack(route) !== null || alarmedAlone(route).length > 0;
}

/** Instances on which the candidate fails with nobody beside it. */
function alarmedAlone({ stage, alarmedOn }: RouteFacts): readonly string[] {
  return stage === 'complete' ? (alarmedOn ?? []) : [];
}

/** Who answers clients of a route: as a fact only where it is one. */
export function whoAnswers(route: RouteFacts): WhoAnswers {
  const { answers, sentence } = answererWords(route);
  const failing = failureWords(route);
  if (isInForce(route)) {
    if (failing === null) return { state: 'known', short: answers, sentence };
    return { state: 'failing', short: failing, sentence: `${failing}.` };
  }
  const { applied, total } = route.appliedBy;
  const ordered = `Ordered: the ${answers}. ${notInForceWords(route)}.`;
  const reach = total === 0 ? 'no instance connected' : `in force on ${applied} of ${total}`;
  return {
    state: failing === null ? 'ordered' : 'failing',
    short: failing ?? `ordered: ${answers}; ${reach}`,
    sentence: failing === null ? ordered : `${ordered} ${failing}.`,
  };
}

function answererWords({ stage, canaryShare, stickyKey }: RouteFacts): { answers: string; sentence: string } {
  if (canaryShare === null) return stageWords[stage];
  const share = formatRate(canaryShare);
  return {
    answers: `candidate answers ${share} of clients`,
    sentence:
      stickyKey === null
        ? `The candidate answers ${share} of the clients, the legacy the rest. The other one is called too and compared.`
        : `The candidate answers ${share} of the clients that carry ${stickyKey.in} ${stickyKey.name}; the rest, and all without it, are answered by the legacy. The other one is called too and compared.`,
  };
}

function failureWords(route: RouteFacts): string | null {
  const alone = alarmedAlone(route);
  if (alone.length > 0) return `The candidate fails on ${alone.join(', ')}, and only an operator can go back`;
  const failing = fallingBack(route);
  if (failing === null) return null;
  const { fallbacks, requests } = failing;
  return `The candidate fails: the legacy answered ${formatCount(fallbacks)} of the last ${formatCount(requests)}`;
}

/** One that is out of reach may obey all the same: only one that is there and does not is known not to. */
function notInForceWords({ appliedBy: { applied, total, behind } }: RouteFacts): string {
  if (total === 0) return 'No instance is connected';
  const known = behind.every(({ connected }) => connected) ? 'Not yet' : 'Not known to be';
  return `${known} in force on ${total - applied} of ${counted(total, 'instance')}`;
}
