import type { Context } from './context.ts';
import { redactText, sameLines } from './redact-text.ts';
import { secretLabel } from './secret-names.ts';

const delimiters = [',', ';', '\t', '|'];

/**
 * Comma-separated values, or those with another separator, without what is secret in them: whole columns under a
 * secret name, and what is secret by its shape. Null where a quote is not closed.
 */
export function redactCsv(text: string, context: Context): string | null {
  const delimiter = delimiterOf(text);
  const labels: (string | null)[] = [];
  let out = '';
  let column = 0;
  let row = 0;
  for (let at = 0; at <= text.length; ) {
    const end = cellEnd(text, at, delimiter);
    if (end === -1) return null;
    const cell = text.slice(at, end);
    if (row === 0) labels.push(secretLabel(unquoted(cell).trim()));
    out += redactCell(cell, row === 0 ? null : (labels[column] ?? null), context);
    if (end >= text.length) break;
    out += text[end];
    column = text[end] === delimiter ? column + 1 : 0;
    if (column === 0) row += 1;
    at = end + 1;
  }
  return out;
}

function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const head = text.slice(0, Math.min(end === -1 ? text.length : end, 16_384));
  const counts = delimiters.map((one) => head.split(one).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Where the cell that begins at `start` ends; -1 where its quote is not closed. */
function cellEnd(text: string, start: number, delimiter: string): number {
  let at = start;
  if (text[at] === '"') {
    for (at += 1; ; at += 2) {
      at = text.indexOf('"', at);
      if (at === -1) return -1;
      if (text[at + 1] !== '"') break;
    }
  }
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at += 1;
  return at;
}

function redactCell(cell: string, label: string | null, context: Context): string {
  const lineEnd = cell.endsWith('\r') ? '\r' : '';
  const written = lineEnd === '' ? cell : cell.slice(0, -1);
  const plain = unquoted(written);
  if (plain.trim() === '') return cell;
  const safe =
    label === null
      ? redactText(plain, context)
      : sameLines(plain, context.placeholders.of(label, plain.trim()));
  if (safe === plain) return cell;
  return (written.startsWith('"') ? `"${safe.replaceAll('"', '""')}"` : safe) + lineEnd;
}

function unquoted(cell: string): string {
  const text = cell.trim();
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return cell;
  return text.slice(1, -1).replaceAll('""', '"');
}
