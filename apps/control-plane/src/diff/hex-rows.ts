export interface HexByte {
  text: string;
  differs: boolean;
}

interface HexRow {
  offset: string;
  legacy: HexByte[];
  candidate: HexByte[];
}

export interface HexPreview {
  rows: HexRow[];
  /** Offset of the first byte that differs, null where the shown bytes are equal. */
  firstDifference: number | null;
}

const perRow = 16;
const rowsBefore = 2;
const rowsMax = 24;

/** Bytes of both sides around the first that differs. */
export function hexPreview(legacy: Uint8Array, candidate: Uint8Array): HexPreview {
  const length = Math.max(legacy.length, candidate.length);
  let first = 0;
  while (first < length && legacy[first] === candidate[first]) first += 1;
  const firstDifference = first < length ? first : null;
  const firstRow = Math.max(0, Math.floor((firstDifference ?? 0) / perRow) - rowsBefore);
  const rowCount = Math.min(rowsMax, Math.ceil(length / perRow) - firstRow);
  const rows = Array.from({ length: Math.max(0, rowCount) }, (_, at) =>
    hexRow(legacy, candidate, (firstRow + at) * perRow),
  );
  return { rows, firstDifference };
}

function hexRow(legacy: Uint8Array, candidate: Uint8Array, from: number): HexRow {
  const side = (own: Uint8Array, other: Uint8Array) =>
    [...own.subarray(from, from + perRow)].map((byte, at) => ({
      text: byte.toString(16).padStart(2, '0'),
      differs: other[from + at] !== byte,
    }));
  return {
    offset: from.toString(16).padStart(6, '0'),
    legacy: side(legacy, candidate),
    candidate: side(candidate, legacy),
  };
}
