'use client';

import { useQuery } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import { orderInstances } from '../../client/instance-state.ts';
import { useClockSync } from '../../client/now.ts';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import { GapsPanel } from '../../components/instances/gaps-panel.tsx';
import { InstanceCard } from '../../components/instances/instance-card.tsx';
import { RetiredPanel } from '../../components/instances/retired-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyFace } from '../../components/ui/faces.tsx';
import { QueryFace } from '../../components/ui/query-face.tsx';
import type { InstancesScreen } from '../../contract.ts';

export function InstancesClient() {
  const trpc = useTRPC();
  const query = useScreen(useQuery(trpc.instances.screen.queryOptions()));
  useClockSync(query.data?.nowMs, query.dataUpdatedAt);
  return (
    <>
      <PageHeader title="Instances">
        {query.data ? <Headline screen={query.data} /> : <span>&nbsp;</span>}
      </PageHeader>
      <QueryFace query={query} what="instances">
        {(screen) => <Loaded screen={screen} />}
      </QueryFace>
    </>
  );
}

function Headline({ screen }: { screen: InstancesScreen }) {
  const active = screen.instances.filter((row) => row.retiredAtMs === null && !row.sealed);
  const connected = active.filter((row) => row.connected).length;
  if (active.length === 0) return <span>No proxy has ever connected.</span>;
  return (
    <span>
      <strong className="font-semibold text-ink">
        {connected} of {active.length}
      </strong>{' '}
      connected; the newest configuration is revision{' '}
      <strong className="font-semibold text-ink">{screen.revision}</strong>. Proxies serve clients with their
      last configuration even when the control plane is gone.
    </span>
  );
}

function Loaded({ screen }: { screen: InstancesScreen }) {
  const ordered = orderInstances(screen.instances, screen.revision);
  const active = ordered.filter((row) => row.retiredAtMs === null && !row.sealed);
  const retired = ordered.filter((row) => row.retiredAtMs !== null || row.sealed);
  return (
    <>
      {active.length === 0 ? (
        <section className="mb-4 rounded-lg border border-line bg-surface shadow-lift">
          <EmptyFace icon={<Server />} title="No proxy is connected">
            Start one with the token of this control plane. It shows up here as soon as it says hello, and the
            gate stays closed until then: without a proxy nothing is known about traffic.
          </EmptyFace>
        </section>
      ) : (
        <div className="mb-4 grid gap-4 xl:grid-cols-2">
          {active.map((row) => (
            <InstanceCard key={row.spool} row={row} revision={screen.revision} />
          ))}
        </div>
      )}
      <GapsPanel gaps={screen.gaps} />
      <RetiredPanel rows={retired} />
    </>
  );
}
