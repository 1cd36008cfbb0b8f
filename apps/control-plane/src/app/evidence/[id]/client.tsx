'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import { useTRPC } from '../../../client/trpc.ts';
import { useScreen } from '../../../client/use-screen.ts';
import { BundleFigures } from '../../../components/evidence/bundle-figures.tsx';
import { BundleGate } from '../../../components/evidence/bundle-gate.tsx';
import { BundleHead } from '../../../components/evidence/bundle-head.tsx';
import { KeptSamples } from '../../../components/evidence/kept-samples.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { Button, buttonClass } from '../../../components/ui/button.tsx';
import { QueryFace } from '../../../components/ui/query-face.tsx';
import type { EvidenceScreen } from '../../../contract.ts';

/** What one move stood on, to be read, kept as a file, or printed. */
export function EvidenceClient({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useScreen(useQuery(trpc.evidence.screen.queryOptions({ evidenceId: id })));
  return (
    <QueryFace query={query} what="this evidence">
      {(screen) => <Loaded screen={screen} />}
    </QueryFace>
  );
}

function Loaded({ screen: { id, routeId, bundle, samples } }: { screen: EvidenceScreen }) {
  const label = `${bundle.route.method} ${bundle.route.template}`;
  const moved = bundle.move.kind === 'promote' ? 'Promotion' : 'Rollback';
  return (
    <article className="max-w-4xl">
      <PageHeader
        crumbs={[
          { href: '/', label: 'Routes' },
          { href: `/routes/${routeId}`, label },
        ]}
        title={`${moved} from ${bundle.move.from} to ${bundle.move.to}`}
        actions={
          <div className="flex gap-2 print:hidden">
            <Button onClick={() => window.print()}>
              <Printer className="size-4" aria-hidden />
              Print
            </Button>
            <a href={`/api/v1/evidence/${id}`} download className={buttonClass('strong')}>
              <Download className="size-4" aria-hidden />
              Download JSON
            </a>
          </div>
        }
      >
        <span className="font-mono">{label}</span>
      </PageHeader>
      <BundleHead bundle={bundle} />
      <BundleGate bundle={bundle} />
      <BundleFigures bundle={bundle} />
      <KeptSamples samples={samples} />
      <p className="mt-4 text-xs text-ink-3">
        Evidence {id}. Kept as it was at that moment, and never changed since.
      </p>
    </article>
  );
}
