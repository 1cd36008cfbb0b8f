import type { ListedRoute, RouteRow } from '../../contract.ts';

/** What a list shows of a route: of hundreds, the sentences that nobody reads there are most of an answer. */
export function toListedRoute({ gate: { open, conditions }, ...row }: RouteRow): ListedRoute {
  return {
    ...row,
    gate: {
      open,
      conditions: conditions.map(({ id, met }) => ({ id, met })),
      firstUnmet: conditions.find(({ met }) => !met) ?? null,
    },
  };
}
