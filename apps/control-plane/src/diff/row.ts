import type { DifferenceKind, DifferenceWhy } from '@delta-guard/protocol';

export type CellTone = 'string' | 'number' | 'literal' | 'bracket' | 'text' | 'elided';

export interface Cell {
  text: string;
  tone: CellTone;
}

/** A difference of the delta that is drawn on this row. */
export interface RowMark {
  kind: DifferenceKind;
  why: DifferenceWhy | null;
}

/** `tolerated`: the two sides are written differently, and the comparison does not count it. */
export type RowState = 'same' | 'tolerated' | 'differs' | 'onlyLegacy' | 'onlyCandidate';

/** One line of both sides, drawn beside each other; a side that has nothing there is null. */
export interface Row {
  depth: number;
  /** Where a rule would apply; null for lines that are no place of their own, such as closing brackets. */
  path: string | null;
  /** The place whose difference this line is part of, where it is not the line's own. */
  of?: string;
  /** The member's name or the element's index, null at the root and where there is none. */
  name: string | null;
  legacy: Cell | null;
  candidate: Cell | null;
  state: RowState;
  marks: RowMark[];
}

/** Rows to step through: each carries at least one difference. */
export function markedRows(rows: readonly Row[]): number[] {
  return rows.flatMap((row, at) => (row.marks.length > 0 ? [at] : []));
}
