'use client';

import Link from 'next/link';
import type { EvidenceScreen } from '../../contract.ts';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

/** Samples of the mismatches that the epoch had; not there where it had none. */
export function KeptSamples({ samples }: { samples: EvidenceScreen['samples'] }) {
  if (samples.length === 0) return null;
  return (
    <Panel title="Samples" className="mt-4" note="The newest of each difference, kept for good.">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 px-4 py-3 text-sm">
        {samples.map(({ id, atMs }) => (
          <li key={id}>
            <Link href={`/deltas/${id}`} className="font-mono hover:underline">
              {id.slice(0, 8)}
            </Link>{' '}
            <span className="text-xs text-ink-3">
              <When atMs={atMs} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
