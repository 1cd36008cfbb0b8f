'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../../client/trpc.ts';
import { useKeys } from '../../../client/use-keys.ts';
import { useScreen } from '../../../client/use-screen.ts';
import { KeepButton } from '../../../components/delta/keep-button.tsx';
import { RequestPanel } from '../../../components/delta/request-panel.tsx';
import { ResponsesPanel } from '../../../components/delta/responses-panel.tsx';
import { SignatureIndex } from '../../../components/delta/signature-index.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { StageBadge } from '../../../components/stage-badge.tsx';
import { Button, buttonClass } from '../../../components/ui/button.tsx';
import { QueryFace } from '../../../components/ui/query-face.tsx';
import { When } from '../../../components/ui/when.tsx';
import type { DeltaScreen } from '../../../contract.ts';

export function DeltaClient({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useScreen(useQuery(trpc.deltas.detail.queryOptions({ deltaId: id })));
  return (
    <QueryFace query={query} what="this delta">
      {(screen) => <Loaded key={screen.delta.id} screen={screen} />}
    </QueryFace>
  );
}

function Loaded({ screen }: { screen: DeltaScreen }) {
  const { delta, route } = screen;
  const label = `${route.method} ${route.template}`;
  return (
    <>
      <title>{`Delta of ${label} · Delta Guard`}</title>
      <PageHeader
        crumbs={[
          { href: '/', label: 'Routes' },
          { href: `/routes/${route.id}`, label },
          { href: `/routes/${route.id}/deltas`, label: 'Deltas' },
        ]}
        title={delta.differencesTotal === 1 ? '1 difference' : `${delta.differencesTotal} differences`}
        actions={
          <>
            <KeepButton screen={screen} />
            <Neighbours screen={screen} />
          </>
        }
      >
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <When atMs={delta.at} />
          <span className="flex items-center gap-2">
            in <StageBadge stage={delta.stage} />
          </span>
          <span>epoch {screen.epochOrdinal}</span>
          {delta.build ? <span>build {delta.build}</span> : null}
          <span>seen by {screen.instance}</span>
        </div>
      </PageHeader>
      <SignatureIndex delta={delta} />
      <RequestPanel request={delta.request} />
      <ResponsesPanel screen={screen} />
    </>
  );
}

function Neighbours({ screen: { newerId, olderId } }: { screen: DeltaScreen }) {
  const router = useRouter();
  useKeys({
    '[': () => newerId && router.push(`/deltas/${newerId}`),
    ']': () => olderId && router.push(`/deltas/${olderId}`),
  });
  return (
    <>
      <Neighbour id={newerId} label="Newer">
        <ChevronLeft className="size-4" aria-hidden />
        Newer
      </Neighbour>
      <Neighbour id={olderId} label="Older">
        Older
        <ChevronRight className="size-4" aria-hidden />
      </Neighbour>
    </>
  );
}

function Neighbour({ id, label, children }: { id: string | null; label: string; children: React.ReactNode }) {
  if (id === null) {
    return (
      <Button disabled aria-label={`No ${label.toLowerCase()} delta`}>
        {children}
      </Button>
    );
  }
  return (
    <Link href={`/deltas/${id}`} className={buttonClass('plain')}>
      {children}
    </Link>
  );
}
