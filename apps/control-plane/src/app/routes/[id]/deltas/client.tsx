'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Files, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { formatCount } from '../../../../client/format.ts';
import { useTRPC } from '../../../../client/trpc.ts';
import { useScreen } from '../../../../client/use-screen.ts';
import { DeltaTable } from '../../../../components/delta/delta-table.tsx';
import { SignatureName } from '../../../../components/delta/signature-name.tsx';
import { PageHeader } from '../../../../components/page-header.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { DownloadLink } from '../../../../components/ui/download-link.tsx';
import { EmptyFace } from '../../../../components/ui/faces.tsx';
import { QueryFace } from '../../../../components/ui/query-face.tsx';
import type { DeltaList } from '../../../../contract.ts';
import { deltasSearchParams } from './search-params.ts';

export function DeltasClient({ routeId }: { routeId: string }) {
  const trpc = useTRPC();
  const [{ signature }, setParams] = useQueryStates(deltasSearchParams, { history: 'replace' });
  const query = useScreen(
    useInfiniteQuery(
      trpc.deltas.list.infiniteQueryOptions(
        { routeId, ...(signature === null ? {} : { signatureId: signature }) },
        { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
      ),
    ),
  );
  return (
    <QueryFace query={{ ...query, data: query.data?.pages }} what="deltas">
      {(pages) => {
        const [first] = pages;
        if (first === undefined) return null;
        return (
          <>
            <title>{`Deltas of ${first.route.method} ${first.route.template} · Delta Guard`}</title>
            <ListHeader
              list={first}
              signatureId={signature}
              onShowAll={() => void setParams({ signature: null })}
            />
            <section aria-label="Deltas" className="rounded-lg border border-line bg-surface shadow-lift">
              {first.rows.length === 0 ? (
                <NoDeltas list={first} />
              ) : (
                <DeltaTable rows={pages.flatMap((page) => page.rows)} epochOrdinal={newestEpoch(pages)} />
              )}
              {query.hasNextPage ? (
                <div className="border-t border-line px-4 py-2.5">
                  <Button
                    size="sm"
                    disabled={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    {query.isFetchingNextPage ? 'Loading…' : 'Load older deltas'}
                  </Button>
                </div>
              ) : null}
            </section>
          </>
        );
      }}
    </QueryFace>
  );
}

function newestEpoch(pages: readonly DeltaList[]): number {
  return Math.max(0, ...pages.flatMap((page) => page.rows.map((row) => row.epochOrdinal)));
}

interface ListHeaderProps {
  list: DeltaList;
  signatureId: string | null;
  onShowAll: () => void;
}

function ListHeader({ list, signatureId, onShowAll }: ListHeaderProps) {
  const { route, mismatches, samples } = list;
  return (
    <PageHeader
      crumbs={[
        { href: '/', label: 'Routes' },
        { href: `/routes/${route.id}`, label: `${route.method} ${route.template}` },
      ]}
      title="Deltas"
      actions={
        <>
          <DownloadLink
            of={`deltas?route=${route.id}${signatureId === null ? '' : `&signature=${signatureId}`}`}
          >
            Export
          </DownloadLink>
          {signatureId === null ? null : (
            <Button onClick={onShowAll}>
              <X className="size-3.5" aria-hidden />
              Show all differences
            </Button>
          )}
        </>
      }
    >
      {signatureId === null ? null : <SignatureName routeId={route.id} signatureId={signatureId} />}
      <p>
        <strong className="font-semibold text-ink">{formatCount(mismatches)}</strong>{' '}
        {mismatches === 1 ? 'mismatch' : 'mismatches'} counted in this epoch;{' '}
        <strong className="font-semibold text-ink">{formatCount(samples)}</strong>{' '}
        {samples === 1 ? 'is' : 'are'} kept as samples. Every mismatch is counted, but of the same kind only
        the first 20 an hour of each instance’s run are kept.
      </p>
    </PageHeader>
  );
}

function NoDeltas({ list }: { list: DeltaList }) {
  return (
    <EmptyFace icon={<Files />} title="No samples are kept">
      {list.mismatches > 0
        ? 'There were mismatches, but their samples are gone or not here yet.'
        : 'There was no mismatch to keep a sample of.'}
    </EmptyFace>
  );
}
