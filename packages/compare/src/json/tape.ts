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

/** The integers of one row of a tape. */
export const rowOf = {
  kind: 0,
  start: 1,
  end: 2,
  next: 3,
  size: 4,
  nameStart: 5,
  nameEnd: 6,
  parent: 7,
} as const;

/** A row is 2^3 integers long. */
export const rowShift = 3;
const nodesAtFirst = 1_024;
const nodesKept = 65_536;

/**
 * A flat index of JSON texts, in document order: one row of integers per value and no objects. The children of a
 * container follow it; `next` jumps over them. Only made where two texts differ in their structure.
 */
export class Tape {
  rows: Int32Array<ArrayBuffer>;
  count = 0;

  constructor(room: number = nodesAtFirst) {
    this.rows = new Int32Array(room << rowShift);
  }

  /** Forgets all nodes, and gives memory back that only large texts needed. */
  clear(): void {
    this.count = 0;
    if (this.rows.length > nodesKept << rowShift) this.rows = new Int32Array(nodesAtFirst << rowShift);
  }

  grow(): void {
    const rows = new Int32Array(this.rows.length * 2);
    rows.set(this.rows);
    this.rows = rows;
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
