'use client';

import { Pin } from 'lucide-react';
import Link from 'next/link';
import { counted } from '../../client/format.ts';
import type { StorageScreen } from '../../contract.ts';
import { RouteLabel } from '../route-label.tsx';
import { EmptyFace } from '../ui/faces.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

/** Samples that stay when their day goes. */
export function KeptPanel({ screen: { kept, keptTotal } }: { screen: StorageScreen }) {
  return (
    <Panel title="Kept samples" note={keptTotal > 0 ? counted(keptTotal, 'sample') : undefined}>
      {kept.length === 0 ? (
        <EmptyFace icon={<Pin />} title="No sample is kept">
          Keep one on its own page when it has to outlive retention, such as for a review or a ticket.
        </EmptyFace>
      ) : (
        <ul>
          {kept.map((row) => (
            <li
              key={row.id}
              className="flex flex-wrap gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <Link href={`/deltas/${row.id}`} className="min-w-0 hover:underline">
                <RouteLabel method={row.route.method} template={row.route.template} />
              </Link>
              <span className="min-w-0 flex-1 text-pretty text-ink-2">{row.reason}</span>
              <span className="text-xs text-ink-3">
                seen <When atMs={row.atMs} />, kept by {row.keptBy}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
