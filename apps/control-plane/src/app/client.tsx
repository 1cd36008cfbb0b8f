'use client';

import { useQuery } from '@tanstack/react-query';
import { counted } from '../client/format.ts';
import { useClockSync } from '../client/now.ts';
import { summarizeRoutes } from '../client/route-verdict.ts';
import { useTRPC } from '../client/trpc.ts';
import { useScreen } from '../client/use-screen.ts';
import { FleetStatus } from '../components/fleet-status.tsx';
import { GapsNote } from '../components/gaps-note.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { AddRoute } from '../components/routes/add-route.tsx';
import { AttentionList } from '../components/routes/attention-list.tsx';
import { DiscoveredPanel } from '../components/routes/discovered-panel.tsx';
import { ErrorBudget } from '../components/routes/error-budget.tsx';
import { RoutesPanel } from '../components/routes/routes-panel.tsx';
import { RoutesSkeleton } from '../components/routes/routes-skeleton.tsx';
import { QueryFace } from '../components/ui/query-face.tsx';
import type { RoutesScreen } from '../contract.ts';

export function RoutesClient() {
  const trpc = useTRPC();
  const query = useScreen(useQuery(trpc.routes.screen.queryOptions()));
  useClockSync(query.data?.nowMs, query.dataUpdatedAt);
  return (
    <>
      <PageHeader title="Routes" actions={<AddRoute />}>
        {query.data ? <Headline screen={query.data} /> : <span>&nbsp;</span>}
      </PageHeader>
      <QueryFace query={query} what="routes" loading={<RoutesSkeleton />}>
        {(screen) => <Loaded screen={screen} />}
      </QueryFace>
    </>
  );
}

function Headline({ screen }: { screen: RoutesScreen }) {
  const { total, counts, candidateAnswers } = summarizeRoutes(screen.routes);
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-1">
      {total > 0 ? (
        <span>
          Of {counted(total, 'route')} <strong className="font-semibold text-ink">{counts.ready}</strong>{' '}
          {counts.ready === 1 ? 'is' : 'are'} ready to promote,{' '}
          <strong className="font-semibold text-ink">{counts.proven}</strong> proven; the candidate answers
          clients on <strong className="font-semibold text-ink">{candidateAnswers}</strong>
        </span>
      ) : null}
      <FleetStatus appliedBy={screen.appliedBy} revision={screen.revision} />
    </div>
  );
}

function Loaded({ screen }: { screen: RoutesScreen }) {
  const summary = summarizeRoutes(screen.routes);
  return (
    <>
      <AttentionList screen={screen} />
      <GapsNote gaps={screen.gaps} />
      <RoutesPanel screen={screen} summary={summary} />
      <DiscoveredPanel discovered={screen.discovered} />
      <ErrorBudget routes={screen.routes} />
    </>
  );
}
