import type { RouteFacts } from '../contract.ts';
import { stageWords } from './stage-words.ts';
import { isCandidateFailing, isInForce } from './who-answers.ts';

/** What an operator wants to know of a route before anything else, most urgent first. */
export const verdicts = ['failing', 'ready', 'keyless', 'silent', 'proving', 'proven', 'off'] as const;
export type Verdict = (typeof verdicts)[number];

export const verdictNames: Record<Verdict, string> = {
  failing: 'Failing',
  ready: 'Ready to promote',
  keyless: 'Needs a sticky key',
  silent: 'No traffic',
  proving: 'Proving',
  proven: 'Proven',
  off: 'Off',
};

/** Pairs below which a share of slow answers says nothing yet. */
const latencyPairsMin = 100;

export function routeVerdict(route: RouteFacts): Verdict {
  if (route.stage === 'off') return 'off';
  if (isFailing(route)) return 'failing';
  if (route.gate.open && route.nextStage !== null) return needsStickyKey(route) ? 'keyless' : 'ready';
  if (route.requestsPerSecond === 0) return 'silent';
  return isProven(route) ? 'proven' : 'proving';
}

/** Clients get the legacy's answers instead, or failures; too many mismatches for the window ever to pass, or too many slow answers. */
function isFailing(route: RouteFacts): boolean {
  return isCandidateFailing(route) || isMismatching(route) || isSlow(route);
}

/** The only way forward is canary, which cannot tell clients apart without a key: no gate helps. */
export function needsStickyKey({ nextStage, stickyKey }: RouteFacts): boolean {
  return nextStage === 'canary' && stickyKey === null;
}

export function isMismatching({ thresholds, window }: RouteFacts): boolean {
  const limit = thresholds.mismatchRateLimit;
  return window.mismatches > 0 && window.mismatches >= limit * Math.max(window.size, window.comparisons);
}

export function isSlow({ thresholds, epoch }: RouteFacts): boolean {
  if (epoch === null || epoch.latencyPairs < latencyPairsMin) return false;
  return epoch.latencyExceedances / epoch.latencyPairs >= thresholds.latencyExceedanceLimit;
}

/** Equal by proof, and fast by proof, whatever else the gate wants. */
function isProven({ thresholds, epoch, gate }: RouteFacts): boolean {
  if (epoch === null || epoch.mismatchRateUpper >= thresholds.mismatchRateLimit) return false;
  return gate.conditions.every((condition) => condition.id !== 'latency' || condition.met);
}

type VerdictCounts = Record<Verdict, number>;

export interface FleetSummary {
  total: number;
  counts: VerdictCounts;
  /** Routes whose clients get the candidate's answers, on every instance and without the legacy's help. */
  candidateAnswers: number;
  /** What wants a decision now, most urgent first. */
  wanting: { route: RouteFacts; verdict: Verdict }[];
  /** Stand in shadow because their guard took them back within the last day, and are not ready to go again. */
  takenBack: RouteFacts[];
}

export function summarizeRoutes(routes: readonly RouteFacts[]): FleetSummary {
  const counts: VerdictCounts = {
    failing: 0,
    ready: 0,
    keyless: 0,
    silent: 0,
    proving: 0,
    proven: 0,
    off: 0,
  };
  const judged = routes.map((route) => ({ route, verdict: routeVerdict(route) }));
  for (const { verdict } of judged) counts[verdict] += 1;
  const wants = (verdict: Verdict) => ['failing', 'ready', 'keyless', 'silent'].includes(verdict);
  return {
    total: routes.length,
    counts,
    candidateAnswers: routes.filter(
      (route) =>
        stageWords[route.stage].answerer !== 'legacy' && isInForce(route) && !isCandidateFailing(route),
    ).length,
    wanting: judged
      .filter(({ route, verdict }) => wants(verdict) && !isTakenBack(route))
      .sort((a, b) => urgency(a) - urgency(b)),
    takenBack: routes.filter(isTakenBack),
  };
}

function isTakenBack(route: RouteFacts): boolean {
  const { stage, takenBack, gate } = route;
  return stage === 'shadow' && takenBack != null && !(gate.open && route.nextStage !== null);
}

/** Lower is more urgent: a failing route whose candidate answers clients comes before all others. */
export function urgency({ route, verdict }: { route: RouteFacts; verdict: Verdict }): number {
  const clientsSeeIt = stageWords[route.stage].answerer !== 'legacy';
  return verdicts.indexOf(verdict) * 2 + (clientsSeeIt ? 0 : 1);
}
