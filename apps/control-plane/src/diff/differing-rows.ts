import { readJson } from '@delta-guard/compare';
import { type Delta, type Difference, valueNotKept } from '@delta-guard/protocol';
import { type DifferingNode, differingTree } from './differing-tree.ts';
import { oneSided } from './json-lines.ts';
import type { Cell, Row, RowState } from './row.ts';
import { textRows } from './text-rows.ts';

const encoder = new TextEncoder();
const linePath = /^line (\d+), column \d+$/;
const cutMark = '…';

/** What a delta without whole bodies tells of them: where they differ, and the values where it keeps them. */
export function differingRows({ differences, bodies }: Pick<Delta, 'differences' | 'bodies'>): Row[] {
  const { root, elsewhere } = differingTree(differences);
  const rows = root.found.length + root.children.length > 0 ? nodeRows(root, 0) : [];
  return [
    ...rows,
    ...elsewhere.flatMap((difference) => {
      const line = bodies === 'none' ? null : linePath.exec(difference.path);
      return line === null ? otherRows(difference) : lineRows(difference, Number(line[1]));
    }),
  ];
}

function nodeRows(node: DifferingNode, depth: number): Row[] {
  const { path, name, found, children, isArray } = node;
  const own = found.flatMap((difference) => valueRows(difference, { depth, path, name }));
  if (children.length === 0) return own;
  const bracket = (text: string): Cell => ({ text, tone: 'bracket' });
  const line = (cell: Cell, at: Pick<Row, 'path' | 'name'>): Row => same(cell, { depth, ...at });
  return [
    ...own,
    line(bracket(isArray ? '[' : '{'), { path, name }),
    ...children.flatMap((child) => nodeRows(joined(child), depth + 1)),
    elided(depth, isArray ? '⋯ ]' : '⋯ }'),
  ];
}

/** Places that hold nothing but one other place with more in it, as one line with that. */
function joined(node: DifferingNode): DifferingNode {
  let last = node;
  for (
    let [only] = last.children;
    only && isWayOnly(last) && only.children.length > 0;
    [only] = last.children
  ) {
    last = only;
  }
  if (last === node) return node;
  return { ...last, name: `${node.name}${last.path.slice(node.path.length)}` };
}

function isWayOnly({ found, children }: DifferingNode): boolean {
  return found.length === 0 && children.length === 1;
}

interface Place {
  depth: number;
  path: string;
  name: string | null;
}

/** Both values beside each other, line by line where they are containers; the difference stands on the first line. */
function valueRows(difference: Difference, place: Place): Row[] {
  const { kind, why } = difference;
  const left = linesOf(difference.legacy, place);
  const right = linesOf(difference.candidate, place);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at): Row => {
    const [ours, theirs] = [left[at], right[at]];
    const line = ours ?? theirs;
    return {
      depth: line?.depth ?? place.depth,
      path: at === 0 ? place.path : null,
      of: place.path,
      name: line?.name ?? null,
      legacy: ours?.cell ?? null,
      candidate: theirs?.cell ?? null,
      state: stateOf(ours, theirs),
      marks: at === 0 ? [{ kind, why }] : [],
    };
  });
}

interface Line {
  depth: number;
  name: string | null;
  cell: Cell;
}

function linesOf(value: string | null, place: Place): Line[] {
  if (value === null) return [];
  const { depth, name } = place;
  if (value === valueNotKept) return [{ depth, name, cell: { text: value, tone: 'elided' } }];
  const json = value.endsWith(cutMark) ? null : readJson(encoder.encode(value));
  if (!json?.ok) return [{ depth, name, cell: { text: value, tone: 'text' } }];
  return oneSided(json.root, place).map((line) => ({ ...line.place, cell: line.cell }));
}

function stateOf(left: Line | undefined, right: Line | undefined): RowState {
  if (left === undefined) return 'onlyCandidate';
  return right === undefined ? 'onlyLegacy' : 'differs';
}

/** Lines of a text from the first that differs; nothing is known of those after them. */
function lineRows({ path, kind, why, legacy, candidate }: Difference, line: number): Row[] {
  const plain = (value: string | null) => (value ?? '').replace(/\n…$/, '');
  const drawn = textRows(plain(legacy), plain(candidate));
  const first = drawn.findIndex(({ marks }) => marks.length > 0);
  return [
    ...(line > 1 ? [elided(0, line === 2 ? '⋯ line 1' : `⋯ lines 1 to ${line - 1}`)] : []),
    ...drawn.map((row, at) => ({ ...row, of: path, marks: at === first ? [{ kind, why }] : [] })),
    elided(0, '⋯'),
  ];
}

/** A place that is no path: told by its words. No rule can name it but one for the whole body. */
function otherRows(difference: Difference): Row[] {
  const { kind, why, path, legacy, candidate } = difference;
  const cell = (text: string | null): Cell | null =>
    text === null ? null : { text, tone: text === valueNotKept ? 'elided' : 'text' };
  const state = legacy === null ? 'onlyCandidate' : candidate === null ? 'onlyLegacy' : 'differs';
  const sides = { legacy: cell(legacy), candidate: cell(candidate), state } as const;
  return [{ depth: 0, path: null, of: path, name: path, ...sides, marks: [{ kind, why }] }];
}

/** Stands for all that is equal at this place, if there is anything: it was not kept. */
function elided(depth: number, text: string): Row {
  return same({ text, tone: 'elided' }, { depth, path: null, name: null });
}

function same(cell: Cell, at: Pick<Row, 'depth' | 'path' | 'name'>): Row {
  return { ...at, legacy: cell, candidate: cell, state: 'same', marks: [] };
}
