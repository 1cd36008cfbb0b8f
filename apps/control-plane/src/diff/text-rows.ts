import type { Row, RowState } from './row.ts';

/** Beyond this many cells the lines between are paired one by one instead of aligned. */
const cellsMax = 4_000_000;

/** Two texts as lines beside each other; lines in common are found, what lies between is paired in order. */
export function textRows(legacy: string, candidate: string): Row[] {
  const left = lines(legacy);
  const right = lines(candidate);
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(left.length, right.length) - head && left.at(-1 - tail) === right.at(-1 - tail))
    tail += 1;
  const middle = between(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  const same = (text: string) => row(text, text, 'same');
  return [...left.slice(0, head).map(same), ...middle, ...left.slice(left.length - tail).map(same)];
}

function lines(text: string): string[] {
  const all = text.split(/\r\n|\n|\r/);
  if (all.at(-1) === '') all.pop();
  return all;
}

function between(left: readonly string[], right: readonly string[]): Row[] {
  const rows: Row[] = [];
  let [a, b] = [0, 0];
  for (const [i, j] of [...commonLines(left, right), [left.length, right.length] as const]) {
    rows.push(...changed(left.slice(a, i), right.slice(b, j)));
    const text = left[i];
    if (text !== undefined) rows.push(row(text, text, 'same'));
    [a, b] = [i + 1, j + 1];
  }
  return rows;
}

function changed(left: readonly string[], right: readonly string[]): Row[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const [a, b] = [left[at] ?? null, right[at] ?? null];
    const state: RowState = a === null ? 'onlyCandidate' : b === null ? 'onlyLegacy' : 'differs';
    return row(a, b, state);
  });
}

function row(legacy: string | null, candidate: string | null, state: RowState): Row {
  const kind = state === 'onlyLegacy' ? 'missing' : state === 'onlyCandidate' ? 'extra' : 'value';
  return {
    depth: 0,
    path: null,
    name: null,
    legacy: legacy === null ? null : { text: legacy, tone: 'text' },
    candidate: candidate === null ? null : { text: candidate, tone: 'text' },
    state,
    marks: state === 'same' ? [] : [{ kind, why: null }],
  };
}

/** A longest common subsequence of lines, as pairs of indexes. */
function commonLines(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  const width = right.length + 1;
  if (left.length === 0 || right.length === 0 || left.length * right.length > cellsMax) return [];
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
