'use client';

import clsx from 'clsx';
import { emphasis } from '../../diff/emphasis.ts';
import type { CookieRow, HeaderRow, HeaderRows } from '../../diff/header-rows.ts';
import { KindBadge } from '../kind-badge.tsx';
import { CellText } from './cell-text.tsx';
import type { OnField } from './field.ts';

interface HeadersDiffProps {
  rows: HeaderRows;
  isIgnored: (place: 'header' | 'cookie', name: string) => boolean;
  onField: OnField;
}

/** Headers that differ in the open, all others folded. */
export function HeadersDiff({ rows, isIgnored, onField }: HeadersDiffProps) {
  const differing = rows.headers.filter((row) => row.state === 'differs');
  const rest = rows.headers.filter((row) => row.state !== 'differs');
  return (
    <div>
      {differing.map((row) => (
        <HeaderLine key={row.name} row={row} ignored={isIgnored('header', row.name)} onField={onField} />
      ))}
      {rows.cookies.map((row) => (
        <CookieLine key={row.name} row={row} ignored={isIgnored('cookie', row.name)} onField={onField} />
      ))}
      {rest.length > 0 ? (
        <details className="group">
          <summary className="border-b border-line bg-sunken px-4 py-1 text-xs text-ink-2 hover:text-ink">
            {rest.length} {differing.length > 0 ? 'other ' : ''}
            {rest.length === 1 ? 'header' : 'headers'}, {differing.length > 0 ? 'without' : 'no'} differences
            that count
          </summary>
          {rest.map((row) => (
            <HeaderLine key={row.name} row={row} ignored={false} onField={onField} />
          ))}
        </details>
      ) : null}
    </div>
  );
}

const notes: Record<HeaderRow['state'], string | null> = {
  same: null,
  differs: null,
  tolerated: 'does not count',
  notCompared: 'never compared',
};

function HeaderLine({ row, ignored, onField }: { row: HeaderRow; ignored: boolean; onField: OnField }) {
  return (
    <Line
      label={row.name}
      legacy={row.legacy}
      candidate={row.candidate}
      differs={row.state === 'differs'}
      countsHere={row.marks.length > 0}
      ignored={ignored}
      badge={
        row.marks.length > 0 ? (
          row.marks.map((mark) => <KindBadge key={mark.kind} kind={mark.kind} why={mark.why} />)
        ) : notes[row.state] ? (
          <span className="text-2xs text-ink-3">{notes[row.state]}</span>
        ) : null
      }
      onClick={(anchor) =>
        onField({
          place: { in: 'header', name: row.name },
          legacy: row.legacy,
          candidate: row.candidate,
          anchor,
        })
      }
    />
  );
}

function CookieLine({ row, ignored, onField }: { row: CookieRow; ignored: boolean; onField: OnField }) {
  return (
    <Line
      label={`cookie ${row.name}`}
      legacy={row.legacy}
      candidate={row.candidate}
      differs
      countsHere
      ignored={ignored}
      badge={<KindBadge kind={row.mark.kind} why={row.mark.why} />}
      onClick={(anchor) =>
        onField({
          place: { in: 'cookie', name: row.name },
          legacy: row.legacy,
          candidate: row.candidate,
          anchor,
        })
      }
    />
  );
}

interface LineProps {
  label: string;
  legacy: string | null;
  candidate: string | null;
  differs: boolean;
  /** The line itself carries a difference, and is a stop of the keys j and k. */
  countsHere: boolean;
  ignored: boolean;
  badge: React.ReactNode;
  onClick: (anchor: HTMLElement) => void;
}

function Line({ label, legacy, candidate, differs, countsHere, ignored, badge, onClick }: LineProps) {
  const spans = differs && legacy !== null && candidate !== null ? emphasis(legacy, candidate) : null;
  const tone = differs && !ignored && 'bg-differ';
  return (
    <button
      type="button"
      data-difference={countsHere ? '' : undefined}
      aria-label={`${label}: legacy ${legacy ?? 'has none'}, candidate ${candidate ?? 'has none'}${ignored ? ', ignored by a rule now' : ''}`}
      className="grid w-full border-b border-line text-left hover:brightness-97 focus-visible:-outline-offset-2 md:grid-cols-2 dark:hover:brightness-125"
      onClick={(event) => onClick(event.currentTarget)}
    >
      <HeaderSide label={label} value={legacy} spans={spans?.legacy ?? null} className={clsx(tone)} />
      <HeaderSide
        label={label}
        value={candidate}
        spans={spans?.candidate ?? null}
        className={clsx('md:border-l', tone, !differs && 'max-md:hidden')}
      >
        <span className="ml-auto flex shrink-0 items-center gap-1">
          {badge}
          {ignored ? <span className="text-2xs text-ink-3">ignored by a rule now</span> : null}
        </span>
      </HeaderSide>
    </button>
  );
}

interface HeaderSideProps {
  label: string;
  value: string | null;
  spans: ReturnType<typeof emphasis>['legacy'] | null;
  className: string;
  children?: React.ReactNode;
}

function HeaderSide({ label, value, spans, className, children }: HeaderSideProps) {
  return (
    <span
      className={clsx(
        'flex min-w-0 items-start gap-2 border-line px-4 py-1 text-xs leading-5',
        className,
        value === null && 'hatched',
      )}
    >
      <span className="min-w-0 font-mono break-all">
        {value === null ? (
          <span className="font-sans text-ink-3">no {label}</span>
        ) : (
          <>
            <span className="text-ink-2">{label}: </span>
            <CellText cell={{ text: value, tone: 'text' }} spans={spans} />
          </>
        )}
      </span>
      {children}
    </span>
  );
}
