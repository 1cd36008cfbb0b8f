import type { RouteFacts } from '../../contract.ts';

/** The error of a proof is per route; many routes add up, and the page says so. */
export function ErrorBudget({ routes }: { routes: readonly RouteFacts[] }) {
  if (routes.length === 0) return null;
  const expected = routes.reduce((sum, route) => sum + route.thresholds.alpha, 0);
  return (
    <p className="mt-4 max-w-3xl text-xs text-pretty text-ink-3">
      Each proof allows an error of 5 % over all epochs of its route. With {routes.length}{' '}
      {routes.length === 1 ? 'route' : 'routes'} that is up to {Number(expected.toPrecision(2))} wrong
      promotions to be expected at the very most.
    </p>
  );
}
