'use client';

import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { routeSearchParams } from '../../app/routes/[id]/search-params.ts';
import { counted, formatCount, formatRate } from '../../client/format.ts';
import { placeWords } from '../../client/signature-words.ts';
import { useScrollTo } from '../../client/use-scroll-to.ts';
import { type RouteScreen, type SignatureRow, signatureStates } from '../../contract.ts';
import { KindBadge } from '../kind-badge.tsx';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { When } from '../ui/when.tsx';
import { SignatureStateControl } from './signature-state.tsx';

/** Differences grouped by what is alike about them; the counts are the tallies' and therefore complete. */
export function SignaturesPanel({ screen }: { screen: RouteScreen }) {
  const { route, signatures, otherSignatures } = screen;
  useScrollTo('differences');
  const [{ difference }, setParams] = useQueryStates(routeSearchParams, { history: 'replace' });
  const shown = signatures.filter(({ state }) => difference === 'all' || state === difference);
  const mismatches = route.epoch?.mismatches ?? 0;
  const compared = (route.epoch?.comparisons ?? 0) > 0;
  const samples = signatures.reduce((sum, row) => sum + row.deltas, 0);
  return (
    <Panel
      id="differences"
      title="Differences"
      className="mb-4"
      note={
        mismatches > 0
          ? `${counted(mismatches, 'mismatch', 'mismatches')} in this epoch. One mismatch can carry several differences.`
          : undefined
      }
      aside={
        samples > 0 ? (
          <Link
            href={`/routes/${route.id}/deltas`}
            className="text-xs font-medium text-candidate hover:underline"
          >
            All deltas
          </Link>
        ) : null
      }
    >
      {signatures.length === 0 ? (
        <p className="flex items-start gap-2 px-4 py-3 text-pretty text-ink-2">
          <Mark mood={compared ? 'good' : 'none'} className="mt-0.75" />
          {compared
            ? 'None: legacy and candidate gave equal answers to every exchange that was compared in this epoch.'
            : 'Nothing was compared in this epoch so far.'}
        </p>
      ) : (
        <ul>
          <li className="border-b border-line px-4 py-2">
            <Segmented
              label="State of the differences"
              value={difference}
              options={choicesOf(signatures)}
              onChange={(next) => void setParams({ difference: next })}
            />
          </li>
          {shown.length === 0 ? <li className="px-4 py-3 text-ink-2">None is {difference}.</li> : null}
          {shown.map((row) => (
            <SignatureItem
              key={row.id}
              row={row}
              routeId={route.id}
              comparisons={route.epoch?.comparisons ?? 0}
            />
          ))}
          {otherSignatures > 0 ? (
            <li className="border-t border-line px-4 py-2.5 text-xs text-ink-2">
              {counted(otherSignatures, 'mismatch', 'mismatches')} carried further signatures, which are
              counted together.
            </li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}

function choicesOf(signatures: readonly SignatureRow[]) {
  return (['all', ...signatureStates] as const).map((value) => {
    const count = signatures.filter(({ state }) => value === 'all' || state === value).length;
    return { value, label: `${value} ${count}` };
  });
}

interface SignatureItemProps {
  row: SignatureRow;
  routeId: string;
  comparisons: number;
}

function SignatureItem({ row, routeId, comparisons }: SignatureItemProps) {
  const share = comparisons > 0 ? row.count / comparisons : null;
  return (
    <li className="relative flex flex-wrap items-center gap-x-5 gap-y-1.5 border-b border-line px-4 py-2.5 last:border-b-0 hover:bg-sunken">
      <div className="min-w-0 flex-1 basis-72">
        <Link
          href={`/routes/${routeId}/deltas?signature=${row.id}`}
          className="font-mono font-medium break-all after:absolute after:inset-0"
        >
          {placeWords(row.signature)}
        </Link>
        <div className="mt-1">
          <KindBadge kind={row.signature.kind} why={row.signature.why} />
        </div>
        <div className="mt-1.5">
          <SignatureStateControl row={row} />
        </div>
        {row.noise === null ? null : <p className="mt-1 text-xs text-pretty text-ink-2">{row.noise.words}</p>}
      </div>
      <div className="w-32 text-sm">
        <span className="font-semibold">{formatCount(row.count)}</span>{' '}
        <span className="text-ink-3">({formatRate(share)})</span>
        <div className="text-xs text-ink-3">
          {row.countEver === row.count ? 'all in this epoch' : `${formatCount(row.countEver)} ever`}
        </div>
      </div>
      <div className="w-44 text-xs text-ink-2 max-sm:order-3 max-sm:flex max-sm:w-full max-sm:gap-x-3">
        <div>
          last <When atMs={row.lastSeenMs} className="relative z-10" />
        </div>
        <div className="text-ink-3">
          first <When atMs={row.firstSeenMs} className="relative z-10" />
        </div>
      </div>
      <div className="w-20 text-right text-xs text-ink-3 max-sm:order-2 max-sm:ml-auto">
        {formatCount(row.deltas)} {row.deltas === 1 ? 'sample' : 'samples'}
      </div>
    </li>
  );
}
