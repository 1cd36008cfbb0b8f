import { describe, expect, test } from 'vitest';
import { foldRows } from './fold-rows.ts';
import { compared } from './testing/compared.ts';
import { textRows } from './text-rows.ts';

describe('folding', () => {
  const many = (changed: number) =>
    Array.from({ length: 40 }, (_, at) => (at === changed ? 'x' : String(at)));

  test('unchanged lines far from a change are folded, and the count is exact', () => {
    const rows = textRows(many(-1).join('\n'), many(20).join('\n'));
    const folded = foldRows(rows, new Set());
    expect(folded.filter((item) => item.type === 'fold')).toEqual([
      { type: 'fold', from: 0, to: 18, inside: null },
      { type: 'fold', from: 23, to: 40, inside: null },
    ]);
    expect(folded.filter((item) => item.type === 'row').map((item) => item.at)).toEqual([18, 19, 20, 21, 22]);
  });

  test('a fold says which container the next line stands in', () => {
    const list = (last: number) =>
      JSON.stringify({ a: Array.from({ length: 9 }, (_, at) => ({ n: at, v: at === 8 ? last : 0 })) });
    const [fold] = foldRows(compared(list(1), list(2)).rows, new Set());
    expect(fold).toMatchObject({ type: 'fold', inside: '$.a' });
  });

  test('lines that a reader opened stay open, and too few are not worth a fold', () => {
    const rows = textRows(many(-1).join('\n'), many(20).join('\n'));
    const opened = new Set(Array.from({ length: 16 }, (_, at) => at));
    expect(foldRows(rows, opened)[16]).toEqual({ type: 'row', at: 16 });
  });
});
