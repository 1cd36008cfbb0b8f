'use client';

import { ChevronsUpDown } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { formatCount } from '../../client/format.ts';
import { type Drawn, foldRows } from '../../diff/fold-rows.ts';
import type { Row } from '../../diff/row.ts';
import { Button } from '../ui/button.tsx';
import type { OnField } from './field.ts';
import { RowView } from './row-view.tsx';

interface BodyDiffProps {
  rows: readonly Row[];
  isIgnored: (row: Row) => boolean;
  onField: OnField;
  /** Whether unchanged lines are folded. */
  folds?: boolean;
}

const revealedAtOnce = 200;
const drawnAtOnce = 1_000;

/** Aligned lines with the unchanged ones folded; no more lines at once than a page can hold. */
export function BodyDiff({ rows, isIgnored, onField, folds = true }: BodyDiffProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [limit, setLimit] = useState(drawnAtOnce);
  const drawn = useMemo(
    () => (folds ? foldRows(rows, opened) : rows.map((_, at): Drawn => ({ type: 'row', at }))),
    [rows, opened, folds],
  );
  const open = ({ from, to }: { from: number; to: number }) => {
    const until = Math.min(to, from + revealedAtOnce);
    setOpened(new Set([...opened, ...Array.from({ length: until - from }, (_, at) => from + at)]));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move the focus among the lines, which are buttons
    <div onKeyDown={moveFocus} data-testid="body-diff">
      {drawn.slice(0, limit).map((item) => (
        <DrawnItem
          key={item.type === 'row' ? item.at : `fold-${item.from}`}
          item={item}
          rows={rows}
          isIgnored={isIgnored}
          onField={onField}
          onOpen={open}
        />
      ))}
      {drawn.length > limit ? (
        <div className="border-t border-line px-4 py-2">
          <Button size="sm" onClick={() => setLimit(limit + drawnAtOnce)}>
            Show {formatCount(Math.min(drawnAtOnce, drawn.length - limit))} more of{' '}
            {formatCount(drawn.length - limit)} lines
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface DrawnItemProps extends BodyDiffProps {
  item: Drawn;
  onOpen: (fold: { from: number; to: number }) => void;
}

function DrawnItem({ item, rows, isIgnored, onField, onOpen }: DrawnItemProps) {
  if (item.type === 'row') {
    const row = rows[item.at];
    return row ? <RowView row={row} ignored={isIgnored(row)} onField={onField} /> : null;
  }
  const count = item.to - item.from;
  const next = Math.min(count, revealedAtOnce);
  return (
    <button
      type="button"
      onClick={() => onOpen(item)}
      className="flex w-full items-center gap-2 border-y border-line bg-sunken px-2.5 py-1 text-left text-xs text-ink-2 first:border-t-0 hover:text-ink focus-visible:-outline-offset-2"
    >
      <ChevronsUpDown className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span>
        Show {next < count ? `${formatCount(next)} of ` : ''}
        {formatCount(count)} {rows[item.from]?.candidate ? 'unchanged lines' : 'lines'}
      </span>
      {item.inside ? (
        <span className="ml-auto min-w-0 truncate font-mono text-2xs text-ink-3">{item.inside}</span>
      ) : null}
    </button>
  );
}

/** Arrow keys go from line to line, whether it differs or not. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const lines: Element[] = [...event.currentTarget.querySelectorAll('[data-row]')];
  const at = document.activeElement === null ? -1 : lines.indexOf(document.activeElement);
  const next = lines[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  if (next instanceof HTMLElement) next.focus();
}
