import clsx from 'clsx';
import type { Span } from '../../diff/emphasis.ts';
import type { Cell, CellTone } from '../../diff/row.ts';

const tones: Record<CellTone, string> = {
  string: 'text-ink',
  number: 'text-ink',
  literal: 'text-ink-2 italic',
  bracket: 'text-ink-3',
  text: 'text-ink',
  elided: 'text-ink-3 italic',
};

/** A value; with spans only what differs in it is emphasised. */
export function CellText({ cell, spans }: { cell: Cell; spans: readonly Span[] | null }) {
  if (spans === null)
    return <span className={clsx('break-all whitespace-pre-wrap', tones[cell.tone])}>{cell.text}</span>;
  let offset = 0;
  return (
    <span className={clsx('break-all whitespace-pre-wrap', tones[cell.tone])}>
      {spans.map((span) => {
        offset += span.text.length;
        return span.differs ? (
          <mark key={offset} className="rounded-[2px] bg-differ-strong text-ink">
            {span.text}
          </mark>
        ) : (
          <span key={offset}>{span.text}</span>
        );
      })}
    </span>
  );
}
