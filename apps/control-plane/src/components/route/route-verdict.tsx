'use client';

import { formatPerSecond } from '../../client/format.ts';
import { routeVerdict, verdictNames } from '../../client/route-verdict.ts';
import { usePolicies } from '../../client/use-policies.ts';
import type { RouteRow } from '../../contract.ts';
import { VerdictMark } from '../routes/verdict-mark.tsx';
import { StageBadge } from '../stage-badge.tsx';
import { When } from '../ui/when.tsx';

/** One line under the route's name: verdict, stage, traffic. */
export function RouteVerdict({ route }: { route: RouteRow }) {
  const verdict = routeVerdict(route);
  const proves = usePolicies().find(({ name }) => name === route.policy)?.proves;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <span className="flex items-center gap-1.5 font-medium text-ink" data-testid="verdict">
          <VerdictMark verdict={verdict} />
          {verdictNames[verdict]}
        </span>
        {verdict === 'keyless' ? (
          <a href="#settings" className="font-medium text-candidate hover:underline">
            Set one in Settings
          </a>
        ) : null}
        <span className="flex items-center gap-2">
          <StageBadge stage={route.stage} share={route.canaryShare} />
          entered <When atMs={route.stageSinceMs} />
        </span>
        <span>{formatPerSecond(route.requestsPerSecond)}</span>
      </div>
      {route.policy === 'proven' ? null : (
        <p className="mt-1.5 max-w-2xl text-xs text-pretty text-warn">
          Policy {route.policy}: {proves}
        </p>
      )}
    </>
  );
}
