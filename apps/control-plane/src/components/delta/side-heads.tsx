'use client';

import type { CapturedResponse, Delta, UpstreamFailure } from '@delta-guard/protocol';
import clsx from 'clsx';
import { failureWords } from '../../client/failure-words.ts';
import { formatBytes, formatMs, formatOverheadMs } from '../../client/format.ts';
import { announcedBytes, sidesNotKept } from '../../diff/body-kept.ts';
import { wrongContentType } from '../../diff/wrong-content-type.ts';
import { KindBadge } from '../kind-badge.tsx';
import { Mark } from '../ui/mark.tsx';
import { Term } from '../ui/term.tsx';
import type { OnField } from './field.ts';

interface SideHeadsProps {
  delta: Delta;
  ignored: boolean;
  onField: OnField;
}

/** Who answered what, how fast and how much; the status can be clicked like any other field. */
export function SideHeads({ delta, ignored, onField }: SideHeadsProps) {
  const { legacy, candidate, differences } = delta;
  const status = differences.find((difference) => difference.place === 'status');
  const failed = 'failure' in candidate;
  const differs = status !== undefined && !ignored;
  const notKept = sidesNotKept(delta);
  return (
    <div className="grid border-b border-line md:grid-cols-2">
      <Head name="Legacy" className="text-legacy">
        <StatusButton status={legacy.status} differs={differs} onClick={clicked(onField, delta)} />
        <Facts response={legacy} notKept={notKept.includes('legacy')} />
      </Head>
      <Head name="Candidate" className="border-line text-candidate max-md:border-t md:border-l">
        {failed ? (
          <Failure failure={candidate} />
        ) : (
          <>
            <StatusButton
              status={candidate.status}
              differs={differs}
              isDifference={status !== undefined}
              onClick={clicked(onField, delta)}
            />
            {status ? <KindBadge kind={status.kind} why={status.why} /> : null}
            <Facts
              response={candidate}
              notKept={notKept.includes('candidate')}
              overheadMs={candidate.timeMs - legacy.timeMs}
            />
          </>
        )}
      </Head>
    </div>
  );
}

function clicked(onField: OnField, { legacy, candidate }: Delta) {
  return (anchor: HTMLElement) =>
    onField({
      place: { in: 'status' },
      legacy: String(legacy.status),
      candidate: 'failure' in candidate ? null : String(candidate.status),
      anchor,
    });
}

function Head({ name, className, children }: { name: string; className: string; children: React.ReactNode }) {
  return (
    <div className={clsx('flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5', className)}>
      <h3 className="text-sm font-semibold">{name}</h3>
      {children}
    </div>
  );
}

interface StatusButtonProps {
  status: number;
  differs: boolean;
  isDifference?: boolean;
  onClick: (anchor: HTMLElement) => void;
}

function StatusButton({ status, differs, isDifference = false, onClick }: StatusButtonProps) {
  return (
    <button
      type="button"
      data-difference={isDifference ? '' : undefined}
      aria-label={`Status ${status}`}
      onClick={(event) => onClick(event.currentTarget)}
      className={clsx(
        'rounded px-1.5 font-mono text-sm font-semibold text-ink hover:bg-sunken',
        differs && 'bg-differ-strong',
      )}
    >
      {status}
    </button>
  );
}

interface FactsProps {
  response: CapturedResponse;
  notKept: boolean;
  overheadMs?: number;
}

function Facts({ response, notKept, overheadMs }: FactsProps) {
  const wrongType = wrongContentType(response);
  return (
    <span className="ml-auto flex flex-wrap gap-x-3 text-xs text-ink-2">
      {wrongType === null ? null : (
        <span className="text-warn">
          <Term hint="The Content-Type is wrong for the body, which was compared as what it is.">
            {wrongType}
          </Term>
        </span>
      )}
      <span>
        {formatMs(response.timeMs)}
        {overheadMs === undefined ? null : (
          <span className="text-ink-3"> ({formatOverheadMs(overheadMs)})</span>
        )}
      </span>
      <span>{bodyWords(response, notKept)}</span>
    </span>
  );
}

function bodyWords(response: CapturedResponse, notKept: boolean): string {
  if (response.body !== null) return formatBytes(response.body.bytesTotal);
  if (!notKept) return 'no body';
  const bytes = announcedBytes(response);
  return bytes === null ? 'body not kept' : `${formatBytes(bytes)}, not kept`;
}

function Failure({ failure }: { failure: UpstreamFailure }) {
  return (
    <span
      data-difference=""
      role="note"
      tabIndex={-1}
      className="flex min-w-0 flex-wrap items-center gap-x-2 text-bad"
    >
      <Mark mood="bad" />
      <span className="font-medium">{failureWords(failure.failure)}</span>
      <span className="text-xs text-ink-2">
        {failure.message} (after {formatMs(failure.timeMs)})
      </span>
    </span>
  );
}
