'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useClockSync } from '../../../client/now.ts';
import { useTRPC } from '../../../client/trpc.ts';
import { useScreen } from '../../../client/use-screen.ts';
import { PageHeader } from '../../../components/page-header.tsx';
import { ChartsPanel } from '../../../components/route/charts-panel.tsx';
import { EpochsPanel } from '../../../components/route/epochs-panel.tsx';
import { EvidencePanel } from '../../../components/route/evidence-panel.tsx';
import { GatePanel } from '../../../components/route/gate-panel.tsx';
import { HistoryPanel } from '../../../components/route/history-panel.tsx';
import { InForce } from '../../../components/route/in-force.tsx';
import type { OrderedMove } from '../../../components/route/move-dialog.tsx';
import { MovesPanel } from '../../../components/route/moves-panel.tsx';
import { OverridesNote } from '../../../components/route/overrides-note.tsx';
import { RouteActions } from '../../../components/route/route-actions.tsx';
import { RouteRulesPanel } from '../../../components/route/route-rules-panel.tsx';
import { RouteVerdict } from '../../../components/route/route-verdict.tsx';
import { RouteWarnings } from '../../../components/route/route-warnings.tsx';
import { SettingsPanel } from '../../../components/route/settings-panel.tsx';
import { SignaturesPanel } from '../../../components/route/signatures-panel.tsx';
import { StageTrack } from '../../../components/route/stage-track.tsx';
import { SuggestionsPanel } from '../../../components/route/suggestions-panel.tsx';
import { RouteLabel } from '../../../components/route-label.tsx';
import { QueryFace } from '../../../components/ui/query-face.tsx';
import type { Range, RouteScreen } from '../../../contract.ts';
import { routeSearchParams } from './search-params.ts';

const crumbs = [{ href: '/', label: 'Routes' }];

export function RouteClient({ id }: { id: string }) {
  const trpc = useTRPC();
  const [{ range }, setParams] = useQueryStates(routeSearchParams, { history: 'replace' });
  const query = useScreen(
    useQuery(trpc.routes.detail.queryOptions({ routeId: id, range }, { placeholderData: keepPreviousData })),
  );
  useClockSync(query.data?.nowMs, query.dataUpdatedAt);
  return (
    <QueryFace query={query} what="this route">
      {(screen) => (
        <Loaded screen={screen} range={range} onRange={(next) => void setParams({ range: next })} />
      )}
    </QueryFace>
  );
}

interface LoadedProps {
  screen: RouteScreen;
  range: Range;
  onRange: (range: Range) => void;
}

function Loaded({ screen, range, onRange }: LoadedProps) {
  const [ordered, setOrdered] = useState<OrderedMove | null>(null);
  const { route } = screen;
  return (
    <>
      <title>{`${route.method} ${route.template} · Delta Guard`}</title>
      <PageHeader
        crumbs={crumbs}
        title={<RouteLabel method={route.method} template={route.template} />}
        actions={<RouteActions screen={screen} onOrdered={setOrdered} />}
      >
        <RouteVerdict route={route} />
      </PageHeader>
      <InForce route={route} ordered={ordered} onDismiss={() => setOrdered(null)} />
      <RouteWarnings screen={screen} />
      <OverridesNote moves={screen.moves} />
      <StageTrack route={route} served={screen.servedStages} />
      <div className="mb-4 grid items-start gap-4 xl:grid-cols-2">
        <div className="grid gap-4">
          <GatePanel route={route} />
          <SettingsPanel screen={screen} />
        </div>
        <div className="grid gap-4">
          <EvidencePanel screen={screen} />
          <RouteRulesPanel rules={screen.rules} route={route} />
          <SuggestionsPanel route={route} />
        </div>
      </div>
      <SignaturesPanel screen={screen} />
      <ChartsPanel screen={screen} range={range} onRange={onRange} />
      <MovesPanel moves={screen.moves} />
      <EpochsPanel epochs={screen.epochs} />
      <HistoryPanel history={screen.history} />
    </>
  );
}
