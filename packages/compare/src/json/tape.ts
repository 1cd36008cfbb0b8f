import type { Kernels } from '../wasm/kernels.ts';
import { rowOf, rowShift } from './tape-row.ts';

/** What a node of a tape is. */
export const kindOf = {
  object: 1,
  array: 2,
  string: 3,
  number: 4,
  true: 5,
  false: 6,
  null: 7,
} as const;

const nodesAtFirst = 1_024;
const nodesKept = 65_536;

/** A value in the padded memory. */
export interface JsonSpan {
  kind: number;
  start: number;
  end: number;
}

/**
 * A flat index of JSON texts, in document order: one row of integers per value and no objects. The children of a
 * container follow it; `next` jumps over them. Only made where two texts differ in their structure.
 */
export class Tape {
  rows: Int32Array<ArrayBuffer>;
  count = 0;
  #ownRows: Int32Array<ArrayBuffer>;

  constructor(room: number = nodesAtFirst) {
    this.#ownRows = new Int32Array(room << rowShift);
    this.rows = this.#ownRows;
  }

  /** Begins anew, in memory that kernels see where they are given. */
  begin(kernels: Kernels | null): void {
    this.count = 0;
    this.rows = kernels?.tape ?? this.#ownRows;
  }

  /** Forgets all nodes, and gives memory back that only large texts needed. */
  clear(): void {
    this.count = 0;
    if (this.#ownRows.length > nodesKept << rowShift)
      this.#ownRows = new Int32Array(nodesAtFirst << rowShift);
    this.rows = this.#ownRows;
  }

  grow(): void {
    const rows = new Int32Array(this.rows.length * 2);
    rows.set(this.rows);
    this.#ownRows = rows;
    this.rows = rows;
  }

  span(node: number): JsonSpan {
    return { kind: this.kind(node), start: this.start(node), end: this.end(node) };
  }

  kind(node: number): number {
    return this.rows[node << rowShift] ?? 0;
  }

  start(node: number): number {
    return this.rows[(node << rowShift) + rowOf.start] ?? 0;
  }

  end(node: number): number {
    return this.rows[(node << rowShift) + rowOf.end] ?? 0;
  }

  /** The node after this one and all below it. */
  next(node: number): number {
    return this.rows[(node << rowShift) + rowOf.next] ?? 0;
  }

  /** How many children a container has. */
  size(node: number): number {
    return this.rows[(node << rowShift) + rowOf.size] ?? 0;
  }

  /** Where the text of a member's name begins, after its quote. */
  nameStart(node: number): number {
    return this.rows[(node << rowShift) + rowOf.nameStart] ?? 0;
  }

  nameEnd(node: number): number {
    return this.rows[(node << rowShift) + rowOf.nameEnd] ?? 0;
  }

  /** The container of a node, -1 for the outermost. */
  parent(node: number): number {
    return this.rows[(node << rowShift) + rowOf.parent] ?? -1;
  }
}
