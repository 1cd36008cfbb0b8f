import type { RouteFacts } from '../contract.ts';
import { routeVerdict, urgency, type Verdict } from './route-verdict.ts';

export const routeSorts = ['attention', 'route', 'stage', 'rate', 'overhead', 'traffic'] as const;
export type RouteSort = (typeof routeSorts)[number];

export interface RouteFilter {
  text: string;
  verdict: Verdict | null;
  sort: RouteSort;
  descending: boolean;
}

const stageOrder = ['off', 'shadow', 'guarded', 'canary', 'live', 'complete'];

function label(route: RouteFacts): string {
  return `${route.template} ${route.method}`;
}

const comparers: Record<RouteSort, (a: RouteFacts, b: RouteFacts) => number> = {
  attention: (a, b) => attention(a) - attention(b),
  route: () => 0,
  stage: (a, b) => stageOrder.indexOf(b.stage) - stageOrder.indexOf(a.stage),
  rate: (a, b) => (b.epoch?.mismatchRate ?? -1) - (a.epoch?.mismatchRate ?? -1),
  overhead: (a, b) => (b.overheadP99Ms ?? -Infinity) - (a.overheadP99Ms ?? -Infinity),
  traffic: (a, b) => b.requestsPerSecond - a.requestsPerSecond,
};

function attention(route: RouteFacts): number {
  return urgency({ route, verdict: routeVerdict(route) });
}

/** What matches the filter in the asked order; equals stand in the order of their templates, so that rows do not jump. */
export function orderRoutes<T extends RouteFacts>(routes: readonly T[], filter: RouteFilter): T[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const compare = comparers[filter.sort];
  const turn = filter.descending ? -1 : 1;
  return routes
    .filter((route) => filter.verdict === null || routeVerdict(route) === filter.verdict)
    .filter((route) =>
      words.every((word) => `${route.method} ${route.template} ${route.stage}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => turn * (compare(a, b) || (label(a) < label(b) ? -1 : label(a) > label(b) ? 1 : 0)));
}
