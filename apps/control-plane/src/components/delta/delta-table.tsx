'use client';

import { signatureKey } from '@delta-guard/compare';
import clsx from 'clsx';
import Link from 'next/link';
import { placeWords } from '../../client/signature-words.ts';
import type { DeltaRow } from '../../contract.ts';
import { KindBadge } from '../kind-badge.tsx';
import { When } from '../ui/when.tsx';

const signaturesShown = 3;

export function DeltaTable({ rows, epochOrdinal }: { rows: readonly DeltaRow[]; epochOrdinal: number }) {
  return (
    <ul>
      {rows.map((row) => (
        <li
          key={row.id}
          className="relative flex flex-wrap items-start gap-x-5 gap-y-1.5 border-b border-line px-4 py-2.5 last:border-b-0 hover:bg-sunken"
        >
          <div className="shrink-0 text-xs text-ink-2 sm:w-24">
            <When atMs={row.atMs} className="relative z-10" />
            <div className="text-ink-3">
              {row.stage}
              {row.epochOrdinal === epochOrdinal ? '' : `, epoch ${row.epochOrdinal}`}
            </div>
          </div>
          <div className="min-w-0 flex-1 basis-60 max-sm:order-last max-sm:basis-full">
            <Link
              href={`/deltas/${row.id}`}
              className="font-mono text-xs font-medium break-all after:absolute after:inset-0"
            >
              {row.target}
            </Link>
            <ul className="mt-1 space-y-0.5">
              {row.signatures.slice(0, signaturesShown).map((signature) => (
                <li
                  key={signatureKey(signature)}
                  className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs"
                >
                  <KindBadge kind={signature.kind} why={signature.why} />
                  <span className="min-w-0 font-mono break-all text-ink-2">{placeWords(signature)}</span>
                </li>
              ))}
              {row.signatures.length > signaturesShown ? (
                <li className="text-xs text-ink-3">and {row.signatures.length - signaturesShown} more</li>
              ) : null}
            </ul>
          </div>
          <div className="shrink-0 text-right font-mono text-xs max-sm:ml-auto sm:w-36">
            <Statuses row={row} />
            <div className="mt-0.5 font-sans text-ink-3">
              {row.differencesTotal} {row.differencesTotal === 1 ? 'difference' : 'differences'}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Statuses({ row }: { row: DeltaRow }) {
  const differ = row.candidateStatus !== row.legacyStatus;
  return (
    <span>
      <span className="text-legacy">{row.legacyStatus}</span>
      <span className="text-ink-3"> {differ ? '≠' : '='} </span>
      <span className={clsx(row.candidateFailure ? 'text-bad' : 'text-candidate', differ && 'font-semibold')}>
        {row.candidateFailure ?? row.candidateStatus}
      </span>
    </span>
  );
}
