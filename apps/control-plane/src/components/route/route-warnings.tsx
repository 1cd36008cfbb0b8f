import { routeWarnings } from '../../client/route-warnings.ts';
import type { RouteScreen } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';

/** What a route gives up by its policy and settings, above all else on its page. */
export function RouteWarnings({ screen }: { screen: RouteScreen }) {
  const warnings = routeWarnings(screen);
  if (warnings.length === 0) return null;
  return (
    <ul aria-label="Warnings" className="mb-4 space-y-1">
      {warnings.map((warning) => (
        <li key={warning} className="flex items-start gap-2 text-sm text-pretty text-warn">
          <Mark mood="warn" className="mt-0.75" />
          <span className="min-w-0 break-words">{warning}</span>
        </li>
      ))}
    </ul>
  );
}
