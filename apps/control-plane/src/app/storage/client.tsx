'use client';

import { useQuery } from '@tanstack/react-query';
import { formatBytes } from '../../client/format.ts';
import { askedEvery } from '../../client/freshness.ts';
import { useClockSync } from '../../client/now.ts';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { CountsPanel } from '../../components/storage/counts-panel.tsx';
import { JobsPanel } from '../../components/storage/jobs-panel.tsx';
import { KeptPanel } from '../../components/storage/kept-panel.tsx';
import { QuarantinePanel } from '../../components/storage/quarantine-panel.tsx';
import { SampleDaysPanel } from '../../components/storage/sample-days-panel.tsx';
import { QueryFace } from '../../components/ui/query-face.tsx';
import type { StorageScreen } from '../../contract.ts';

const refetchMs = 30_000;

export function StorageClient() {
  const trpc = useTRPC();
  const options = trpc.storage.screen.queryOptions(undefined, {
    refetchInterval: refetchMs,
    meta: askedEvery(refetchMs),
  });
  const query = useScreen(useQuery(options));
  useClockSync(query.data?.nowMs, query.dataUpdatedAt);
  return (
    <>
      <PageHeader title="Storage">
        {query.data ? <Headline screen={query.data} /> : <span>&nbsp;</span>}
      </PageHeader>
      <QueryFace query={query} what="storage">
        {(screen) => (
          <>
            <QuarantinePanel screen={screen} />
            <div className="mb-4 grid items-start gap-4 xl:grid-cols-2">
              <SampleDaysPanel samples={screen.samples} />
              <div className="grid content-start gap-4">
                <CountsPanel counts={screen.counts} />
                <JobsPanel jobs={screen.jobs} />
              </div>
            </div>
            <KeptPanel screen={screen} />
          </>
        )}
      </QueryFace>
    </>
  );
}

function Headline({ screen: { samples, counts, quarantinedTotal } }: { screen: StorageScreen }) {
  const strong = 'font-semibold text-ink';
  return (
    <span>
      Samples take <strong className={strong}>{formatBytes(samples.bytes)}</strong>, counts{' '}
      <strong className={strong}>{formatBytes(counts.bytes)}</strong>.{' '}
      {quarantinedTotal === 0
        ? 'Everything that the proxies reported could be stored.'
        : 'Some of what the proxies reported could not be stored.'}
    </span>
  );
}
