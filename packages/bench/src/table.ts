import type { Row } from './bench.ts';

const headings = ['case', 'peer', 'ours', 'theirs', 'unit', 'ratio'] as const;

/** Rows as a table of text, words to the left and figures to the right. */
export function table(rows: readonly Row[]): string {
  const lines = [[...headings], ...rows.map(cells)];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => pad(cell, column, widths))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells(row: Row): string[] {
  return [row.case, row.peer, figure(row.ours), figure(row.theirs), row.unit, `${figure(row.ratio)}x`];
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  const heading = headings[column];
  const isWord = heading === 'case' || heading === 'peer' || heading === 'unit';
  return isWord ? cell.padEnd(width) : cell.padStart(width);
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(1);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
