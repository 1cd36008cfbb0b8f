'use client';

import clsx from 'clsx';
import { kindWords, whyWords } from '../../client/signature-words.ts';
import { emphasis, type Span } from '../../diff/emphasis.ts';
import type { Cell, Row, RowMark } from '../../diff/row.ts';
import { shownName, shownPath } from '../../diff/shown-name.ts';
import { KindBadge } from '../kind-badge.tsx';
import { CellText } from './cell-text.tsx';
import type { OnField } from './field.ts';

interface RowViewProps {
  row: Row;
  /** The differences of this row are ignored by a rule since. */
  ignored: boolean;
  onField: OnField;
}

/** One line of both sides. Each line that is a place of its own can be clicked. */
export function RowView({ row, ignored, onField }: RowViewProps) {
  const { path, legacy, candidate, marks } = row;
  const spans = row.state === 'differs' && legacy && candidate ? emphasis(legacy.text, candidate.text) : null;
  const sides = (
    <>
      <Side row={row} cell={legacy} spans={spans?.legacy ?? null} side="legacy" ignored={ignored} />
      <Side row={row} cell={candidate} spans={spans?.candidate ?? null} side="candidate" ignored={ignored} />
    </>
  );
  const layout = 'grid w-full md:grid-cols-2 text-left';
  if (path === null && marks.length === 0) return <div className={layout}>{sides}</div>;
  return (
    <button
      type="button"
      data-row
      data-path={path ?? undefined}
      data-difference={marks.length > 0 ? '' : undefined}
      tabIndex={marks.length > 0 ? 0 : -1}
      aria-label={rowLabel(row, ignored)}
      className={clsx(
        layout,
        'relative hover:brightness-97 focus-visible:z-10 focus-visible:-outline-offset-2 dark:hover:brightness-125',
      )}
      onClick={(event) => {
        onField({
          // A line of plain text is no place for a rule; the body as a whole is.
          place: { in: 'body', path: path ?? '$' },
          legacy: legacy?.text ?? null,
          candidate: candidate?.text ?? null,
          anchor: event.currentTarget,
        });
      }}
    >
      {sides}
    </button>
  );
}

interface SideProps {
  row: Row;
  cell: Cell | null;
  spans: readonly Span[] | null;
  side: 'legacy' | 'candidate';
  ignored: boolean;
}

const signs = { differs: '≠', onlyLegacy: '−', onlyCandidate: '+', tolerated: '≈', same: '' } as const;

function Side({ row, cell, spans, side, ignored }: SideProps) {
  const { state, marks, depth, name } = row;
  const differs = state !== 'same' && state !== 'tolerated';
  const badge = side === 'candidate' || state === 'onlyLegacy';
  return (
    <span
      className={clsx(
        'flex min-w-0 items-start gap-1.5 border-line px-2 py-px font-mono text-xs leading-5',
        side === 'candidate' && 'md:border-l',
        side === 'candidate' && state === 'same' && 'max-md:hidden',
        differs && !ignored && cell !== null && 'bg-differ',
        cell === null && 'hatched max-md:hidden',
      )}
    >
      <span aria-hidden className="w-3 shrink-0 text-center text-ink-3 select-none">
        {cell === null ? '' : signs[state]}
      </span>
      <span
        aria-hidden
        className={clsx('w-3 shrink-0 text-2xs text-ink-3 md:hidden', state === 'same' && 'invisible')}
      >
        {side === 'legacy' ? 'L' : 'C'}
      </span>
      {cell === null ? (
        <span className="min-h-5" />
      ) : (
        <span
          className={clsx('min-w-0 flex-1', ignored && 'opacity-75')}
          style={{ paddingLeft: `${Math.min(depth, 24) * 0.875}rem` }}
        >
          {name === null ? null : <span className="break-all text-ink-2">{shownName(name)}: </span>}
          <CellText cell={cell} spans={spans} />
        </span>
      )}
      {badge && cell !== null ? <Badges marks={marks} state={state} ignored={ignored} /> : null}
    </span>
  );
}

function Badges({
  marks,
  state,
  ignored,
}: {
  marks: readonly RowMark[];
  state: Row['state'];
  ignored: boolean;
}) {
  if (marks.length === 0) {
    return state === 'tolerated' ? (
      <span className="shrink-0 font-sans text-2xs text-ink-3">written differently, counts as equal</span>
    ) : null;
  }
  return (
    <span className="flex shrink-0 flex-wrap justify-end gap-1 max-md:max-w-32">
      {marks.map((mark) => (
        <KindBadge key={mark.kind} kind={mark.kind} why={mark.why} />
      ))}
      {ignored ? <span className="font-sans text-2xs text-ink-3">ignored by a rule now</span> : null}
    </span>
  );
}

function rowLabel({ path, name, legacy, candidate, marks }: Row, ignored: boolean): string {
  const what = marks
    .map(({ kind, why }) => `${kindWords(kind)}${why ? `, ${whyWords(why)}` : ''} differs`)
    .join('; ');
  const place = path === null ? (name === null ? 'line' : shownName(name)) : shownPath(path);
  const values = `legacy ${legacy?.text ?? 'has nothing'}, candidate ${candidate?.text ?? 'has nothing'}`;
  return [place, ...(what ? [what] : []), values, ...(ignored ? ['ignored by a rule now'] : [])]
    .join(': ')
    .slice(0, 500);
}
