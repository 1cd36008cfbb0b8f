import { compareResponses, noRules, readJson } from '@delta-guard/compare';
import type { Difference } from '@delta-guard/protocol';
import { jsonRows } from '../json-rows.ts';
import type { Row } from '../row.ts';

const encoder = new TextEncoder();
const json: [string, string][] = [['content-type', 'application/json']];

/** Two JSON texts compared by the engine and aligned for drawing. */
export function compared(legacy: string, candidate: string): { rows: Row[]; differences: Difference[] } {
  const response = (text: string) => ({ status: 200, headers: json.flat(), body: encoder.encode(text) });
  const comparison = compareResponses(response(legacy), response(candidate), noRules);
  const differences = comparison.verdict === 'mismatch' ? comparison.differences : [];
  const [a, b] = [readJson(encoder.encode(legacy)), readJson(encoder.encode(candidate))];
  if (!a.ok || !b.ok) throw new Error('the test’s own JSON is broken');
  return { rows: jsonRows({ legacy: a.root, candidate: b.root, differences }), differences };
}

/** Rows as text: both sides with what is marked. */
export function drawn(rows: readonly Row[]): string[] {
  return rows.map(({ name, legacy, candidate, marks }) => {
    const sides = `${legacy?.text ?? '—'} | ${candidate?.text ?? '—'}`;
    return `${name === null ? '' : `${name}: `}${sides}${marks.map((mark) => ` [${mark.kind}]`).join('')}`;
  });
}
