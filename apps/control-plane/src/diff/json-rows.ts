import type { JsonNode } from '@delta-guard/compare';
import type { Difference } from '@delta-guard/protocol';
import { alignElements, valueKey } from './align-elements.ts';
import { isLeaf, leafCell, type ObjectNode, oneSided, type Place, valuesByName } from './json-lines.ts';
import { elementPath, memberPath } from './json-path.ts';
import type { Cell, Row, RowMark, RowState } from './row.ts';

interface JsonRowsInput {
  legacy: JsonNode;
  candidate: JsonNode;
  differences: readonly Difference[];
}

/** Two JSON trees as lines beside each other, member order ignored, with the differences on their lines. */
export function jsonRows({ legacy, candidate, differences }: JsonRowsInput): Row[] {
  const builder = new RowBuilder(differences);
  builder.pair(legacy, candidate, { depth: 0, path: '$', name: null });
  return builder.rows;
}

class RowBuilder {
  readonly rows: Row[] = [];
  readonly #byPath = new Map<string, Difference[]>();

  constructor(differences: readonly Difference[]) {
    for (const difference of differences) {
      if (difference.place !== 'body') continue;
      const known = this.#byPath.get(difference.path);
      if (known === undefined) this.#byPath.set(difference.path, [difference]);
      else known.push(difference);
    }
  }

  pair(legacy: JsonNode, candidate: JsonNode, place: Place): void {
    if (isLeaf(legacy) && isLeaf(candidate)) this.#leaf(legacy, candidate, place);
    else if (legacy.type === 'object' && candidate.type === 'object') this.#objects(legacy, candidate, place);
    else if (legacy.type === 'array' && candidate.type === 'array') this.#arrays(legacy, candidate, place);
    else this.#unlike(legacy, candidate, place);
  }

  #leaf(legacy: JsonNode, candidate: JsonNode, place: Place): void {
    const marks = this.#marks(place.path);
    const state: RowState =
      marks.length > 0 ? 'differs' : valueKey(legacy) === valueKey(candidate) ? 'same' : 'tolerated';
    this.rows.push({ ...place, legacy: leafCell(legacy), candidate: leafCell(candidate), state, marks });
  }

  #objects(legacy: ObjectNode, candidate: ObjectNode, place: Place): void {
    this.#open('{', place);
    const left = valuesByName(legacy);
    const right = valuesByName(candidate);
    for (const [name, values] of left) this.#members(values, right.get(name) ?? [], memberOf(place, name));
    for (const [name, values] of right) if (!left.has(name)) this.#members([], values, memberOf(place, name));
    this.#close('}', place);
  }

  /** All that each side says under one name; where a side says it more than once, its last value is the one that counts. */
  #members(left: readonly JsonNode[], right: readonly JsonNode[], place: Place): void {
    const repeated = Math.max(left.length, right.length) - 1;
    const [ours, theirs] = [left.slice(0, -1), right.slice(0, -1)];
    for (let at = 0; at < repeated; at += 1) this.#overwritten(ours[at], theirs[at], place);
    const [legacy, candidate] = [left.at(-1), right.at(-1)];
    if (legacy !== undefined && candidate !== undefined) this.pair(legacy, candidate, place);
    else if (legacy !== undefined) this.#alone(legacy, place, 'onlyLegacy');
    else if (candidate !== undefined) this.#alone(candidate, place, 'onlyCandidate');
  }

  /** Values that a later one of the same name replaces: shown, and without a difference of their own. */
  #overwritten(legacy: JsonNode | undefined, candidate: JsonNode | undefined, place: Place): void {
    const left = legacy === undefined ? [] : oneSided(legacy, place);
    const right = candidate === undefined ? [] : oneSided(candidate, place);
    for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
      const line = left[at] ?? right[at];
      if (line === undefined) continue;
      const [ours, theirs] = [left[at]?.cell ?? null, right[at]?.cell ?? null];
      const state = ours === null ? 'onlyCandidate' : theirs === null ? 'onlyLegacy' : 'same';
      const differs = state === 'same' && ours?.text !== theirs?.text;
      this.rows.push({
        depth: line.place.depth,
        path: at === 0 ? place.path : null,
        of: place.path,
        name: line.place.name,
        legacy: ours,
        candidate: theirs,
        state: differs ? 'differs' : state,
        marks: [],
      });
    }
  }

  #arrays(legacy: ArrayNode, candidate: ArrayNode, place: Place): void {
    this.#open('[', place);
    for (const pair of alignElements({
      legacy: legacy.elements,
      candidate: candidate.elements,
      ...this.#found(place.path, legacy, candidate),
    })) {
      const left = pair.legacy === null ? undefined : legacy.elements[pair.legacy];
      const right = pair.candidate === null ? undefined : candidate.elements[pair.candidate];
      const index = pair.legacy ?? pair.candidate ?? 0;
      const inner = { depth: place.depth + 1, path: elementPath(place.path, index), name: String(index) };
      if (left !== undefined && right !== undefined) this.pair(left, right, inner);
      else if (left !== undefined) this.#alone(left, inner, 'onlyLegacy');
      else if (right !== undefined) this.#alone(right, inner, 'onlyCandidate');
    }
    this.#close(']', place);
  }

  /** What the differences say of an array's elements. */
  #found(path: string, legacy: ArrayNode, candidate: ArrayNode) {
    const indexes = (count: number, kind: 'missing' | 'extra') =>
      new Set(
        Array.from({ length: count }, (_, index) => index).filter((index) =>
          this.#has(elementPath(path, index), kind),
        ),
      );
    return {
      missing: indexes(legacy.elements.length, 'missing'),
      extra: indexes(candidate.elements.length, 'extra'),
      moved: this.#has(path, 'order'),
    };
  }

  /** A value that only one side has, with all that is in it; the difference stands on its first line. */
  #alone(node: JsonNode, place: Place, state: 'onlyLegacy' | 'onlyCandidate'): void {
    const kind = state === 'onlyLegacy' ? 'missing' : 'extra';
    const marks = this.#marksOf(place.path, (own) => own === kind);
    oneSided(node, place).forEach((line, at) => {
      this.rows.push({
        ...line.place,
        ...sides(line.cell, state),
        of: place.path,
        state,
        marks: at === 0 ? marks : [],
      });
    });
  }

  /** A container against something else: their lines run beside each other without belonging together. */
  #unlike(legacy: JsonNode, candidate: JsonNode, place: Place): void {
    const left = oneSided(legacy, place);
    const right = oneSided(candidate, place);
    const marks = this.#marks(place.path);
    for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
      const line = left[at] ?? right[at];
      if (line === undefined) continue;
      const state = left[at] && right[at] ? 'differs' : left[at] ? 'onlyLegacy' : 'onlyCandidate';
      this.rows.push({
        ...(at === 0 ? place : { depth: line.place.depth, path: null, name: line.place.name }),
        of: place.path,
        legacy: left[at]?.cell ?? null,
        candidate: right[at]?.cell ?? null,
        state,
        marks: at === 0 ? marks : [],
      });
    }
  }

  #open(bracket: string, place: Place): void {
    const cell: Cell = { text: bracket, tone: 'bracket' };
    const marks = this.#marks(place.path);
    this.rows.push({
      ...place,
      legacy: cell,
      candidate: cell,
      state: marks.length > 0 ? 'differs' : 'same',
      marks,
    });
  }

  #close(bracket: string, place: Place): void {
    const cell: Cell = { text: bracket, tone: 'bracket' };
    this.rows.push({
      depth: place.depth,
      path: null,
      name: null,
      legacy: cell,
      candidate: cell,
      state: 'same',
      marks: [],
    });
  }

  /** Of a place that both sides have; an element of the other array with the same index may be the extra one. */
  #marks(path: string): RowMark[] {
    return this.#marksOf(path, (kind) => kind !== 'missing' && kind !== 'extra');
  }

  #marksOf(path: string, wanted: (kind: Difference['kind']) => boolean): RowMark[] {
    const found = this.#byPath.get(path) ?? [];
    return found.filter(({ kind }) => wanted(kind)).map(({ kind, why }) => ({ kind, why }));
  }

  #has(path: string, kind: Difference['kind']): boolean {
    return this.#byPath.get(path)?.some((difference) => difference.kind === kind) ?? false;
  }
}

type ArrayNode = JsonNode & { type: 'array' };

function sides(cell: Cell, state: 'onlyLegacy' | 'onlyCandidate') {
  return state === 'onlyLegacy' ? { legacy: cell, candidate: null } : { legacy: null, candidate: cell };
}

function memberOf(place: Place, name: string): Place {
  return { depth: place.depth + 1, path: memberPath(place.path, name), name };
}
