import type { Row } from './row.ts';

/** What is drawn: a row, or a fold that stands for the unchanged rows from `from` up to, not including, `to`. */
export type Drawn =
  | { type: 'row'; at: number }
  | { type: 'fold'; from: number; to: number; inside: string | null };

interface FoldOptions {
  /** Unchanged rows kept on each side of a change. */
  context: number;
  /** A run is folded only if it hides at least this many. */
  hiddenMin: number;
}

const defaults: FoldOptions = { context: 2, hiddenMin: 3 };

/** Folds what is unchanged; `opened` are rows that a reader asked to see. */
export function foldRows(
  rows: readonly Row[],
  opened: ReadonlySet<number>,
  options: FoldOptions = defaults,
): Drawn[] {
  const kept = keptRows(rows, opened, options.context);
  const drawn: Drawn[] = [];
  for (let at = 0; at < rows.length; ) {
    if (kept[at]) {
      drawn.push({ type: 'row', at });
      at += 1;
      continue;
    }
    let to = at;
    while (to < rows.length && !kept[to]) to += 1;
    if (to - at >= options.hiddenMin) drawn.push({ type: 'fold', from: at, to, inside: parentOf(rows[to]) });
    else for (let row = at; row < to; row += 1) drawn.push({ type: 'row', at: row });
    at = to;
  }
  return drawn;
}

function keptRows(rows: readonly Row[], opened: ReadonlySet<number>, context: number): boolean[] {
  const kept = rows.map((_, at) => opened.has(at));
  rows.forEach((row, at) => {
    if (row.state === 'same' && row.marks.length === 0) return;
    for (let near = Math.max(0, at - context); near <= Math.min(rows.length - 1, at + context); near += 1)
      kept[near] = true;
  });
  return kept;
}

/** The container that the row after a fold stands in, so that a reader knows where he is. */
function parentOf(row: Row | undefined): string | null {
  const path = row?.path ?? null;
  if (path === null || path === '$') return null;
  const cut = /^(.*)(?:\.[A-Za-z_][A-Za-z0-9_]*|\[\d+\]|\['(?:[^'\\]|\\.)*'\])$/u.exec(path);
  return cut?.[1] ?? null;
}
